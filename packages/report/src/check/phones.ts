import { openPaymentsMax, transferMaxCents, type IncidentFacts } from "@cablecut/protocol";
import {
  comparedOf,
  phonesNow,
  phonesOfIncident,
  tellsOfIncident,
  type PhoneRow,
} from "../phone-rows.ts";
import type { ReportBody } from "../schema.ts";
import { accountText } from "../words.ts";
import { isBooked, type TransferRow } from "../transfer-rows.ts";
import { compareLeaves, Words, type Findings } from "./finding.ts";

/**
 * What phones told of themselves is added up once more, phone by phone, and each of them is an account of transfers.csv that
 * can have so many receipts. `rows`: of phones.csv; `transfers`: null where entries are missing in them;
 * `isShort`: they end before what was told.
 * @returns how many rows were compared with the transfers in their newest receipt
 */
export function checkPhones(
  { told, phones }: Pick<ReportBody, "told" | "phones">,
  rows: readonly PhoneRow[],
  transfers: {
    readonly rows: readonly TransferRow[];
    readonly lastEntry: number;
    readonly isShort: boolean;
  } | null,
  findings: Findings,
): number {
  compareLeaves(findings, "phones", phones, { rows: rows.length, compared: comparedOf(rows) });
  const { kept, keptCents, checking } = told.phones;
  compareLeaves(findings, "told.phones", { kept, keptCents, checking }, phonesNow(rows));
  for (const [at, incident] of told.incidents.entries())
    checkSums(`told.incidents.${at}`, incident, rows, findings);
  const incidents = new Map(told.incidents.map((each) => [each.number, each]));
  const known = transfers && {
    accounts: accountsOf(transfers.rows),
    upTo: transfers.lastEntry,
    isShort: transfers.isShort,
  };
  for (const [at, row] of rows.entries()) {
    const trouble =
      orderTrouble(rows[at - 1], row) ??
      rowTrouble(row, incidents) ??
      (known === null ? null : accountTrouble(row, known, incidents));
    if (trouble !== null) findings.add("bad-line", `phones.csv line ${at + 2}`, trouble);
  }
  return known === null ? 0 : rows.filter((row) => isWithin(row, known)).length;
}

/** A room that runs on may have verified what is behind the end of the transfers. */
function isWithin({ checks, newest }: PhoneRow, { upTo }: Known): boolean {
  return checks !== null && newest !== null && newest <= upTo;
}

function checkSums(
  where: string,
  incident: IncidentFacts,
  rows: readonly PhoneRow[],
  findings: Findings,
): void {
  const { keptMost, verification, inFlight } = incident;
  const known = { keptKnown: keptMost !== null, verified: verification !== null };
  const summed = phonesOfIncident(incident.number, rows, known);
  findings.same(`${where}.keptMost`, keptMost, summed.keptMost);
  compareLeaves(findings, `${where}.verification`, verification, summed.verification);
  findings.same(`${where}.inFlight.phones`, inFlight.phones, summed.inFlight.phones);
  const payments = inFlight.payments.length + inFlight.notListed;
  findings.same(`${where}.inFlight.payments`, payments, summed.inFlight.payments);
  const told = new Map(
    rows.flatMap((row) =>
      row.incident === incident.number ? [[row.account, row.inFlight ?? 0] as const] : [],
    ),
  );
  const listed = new Map<number, number>();
  for (const { account } of inFlight.payments) listed.set(account, (listed.get(account) ?? 0) + 1);
  for (const [account, count] of listed) {
    const ofPhone = told.get(account) ?? 0;
    const fits = inFlight.notListed > 0 ? count <= ofPhone : count === ofPhone;
    findings.holds(fits, `${where}.inFlight.payments`, count, ofPhone);
  }
}

type Incidents = ReadonlyMap<number, Pick<IncidentFacts, "keptMost" | "endedAt">>;

/** By incidents, what is of now behind them, and by accounts. */
function orderTrouble(before: PhoneRow | undefined, row: PhoneRow): Words | null {
  if (before === undefined) return null;
  const turn = ({ incident }: PhoneRow): number => incident ?? Number.MAX_SAFE_INTEGER;
  const follows =
    turn(row) > turn(before) || (turn(row) === turn(before) && row.account > before.account);
  return follows
    ? null
    : new Words("this line does not follow the one before", "此行与上一行顺序不符");
}

/** What is wrong with the row by itself; null where nothing is. */
function rowTrouble(row: PhoneRow, incidents: Incidents): Words | null {
  const { incident, kept, keptCents, checking, inFlight, checks, notYet, newest } = row;
  if ((kept ?? 0) + (checking ?? 0) > openPaymentsMax)
    return new Words("no phone keeps so many", "没有手机保留这么多");
  if (incident === null) {
    if (inFlight !== null || checks !== null || notYet !== null || newest !== null)
      return new Words("this is of no incident", "不属于任何故障");
    if (kept === null || keptCents === null || checking === null)
      return new Words("a figure is missing", "缺少数字");
    if (kept + checking === 0) return new Words("it keeps nothing", "没有保留任何付款");
    return keptCents > kept * transferMaxCents
      ? new Words("the amount cannot be", "金额不成立")
      : null;
  }
  const told = incidents.get(incident);
  if (told === undefined)
    return new Words(`there is no incident ${incident}`, `没有故障 ${incident}`);
  if ((kept === null) !== (told.keptMost === null))
    return new Words("what it kept is known or not", "保留数须与故障一致：已知或未知");
  if (keptCents !== null || checking !== null)
    return new Words("this is known of now only", "此项仅当前可知");
  if (checks !== null && notYet === null) return new Words("a figure is missing", "缺少数字");
  if (newest !== null && (checks?.verified ?? 0) + (checks?.archived ?? 0) === 0)
    return new Words("nothing of it was verified", "没有核实任何凭证");
  return tellsOfIncident(row) ? null : new Words("it tells nothing", "没有任何内容");
}

interface Account {
  readonly opened: number;
  /** The entries at which its payments were booked, in order. */
  readonly booked: number[];
}

function accountsOf(rows: readonly TransferRow[]): ReadonlyMap<number, Account> {
  const accounts = new Map<number, Account>();
  for (const row of rows) {
    if (row.kind === "opening") accounts.set(row.account, { opened: row.entry, booked: [] });
    const account = accounts.get(row.account);
    if (account !== undefined && isBooked(row)) account.booked.push(row.entry);
  }
  return accounts;
}

/** `upTo`: how far transfers.csv goes. */
function accountTrouble(row: PhoneRow, all: Known, incidents: Incidents): Words | null {
  const { account, opened, incident, checks, newest } = row;
  const known = all.accounts.get(account);
  if (known === undefined && all.isShort && opened === null) return null;
  if (known === undefined)
    return new Words(
      `account ${accountText(account)} was never opened`,
      `账户 ${accountText(account)} 从未开立`,
    );
  if (opened !== known.opened)
    return new Words(
      `account ${accountText(account)} was opened at entry ${known.opened}`,
      `账户 ${accountText(account)} 开立于条目 ${known.opened}`,
    );
  const end = incident === null ? 0 : (incidents.get(incident)?.endedAt ?? 0);
  if (checks !== null && end > 0 && opened > end)
    return new Words(
      `account ${accountText(account)} came after it`,
      `账户 ${accountText(account)} 在其后开立`,
    );
  if (checks === null || newest === null || !isWithin(row, all)) return null;
  const before = known.booked.filter((entry) => entry <= newest);
  if (newest !== opened && before.at(-1) !== newest)
    return new Words(
      `account ${accountText(account)} has no receipt of entry ${newest}`,
      `账户 ${accountText(account)} 没有条目 ${newest} 的凭证`,
    );
  // One receipt for every payment that was booked, and one of the opening.
  const shown = checks.verified + checks.archived;
  const most = before.length + 1;
  return shown > most
    ? new Words(
        `account ${accountText(account)} has ${most} receipts`,
        `账户 ${accountText(account)} 只有 ${most} 笔凭证`,
      )
    : null;
}

interface Known {
  readonly accounts: ReadonlyMap<number, Account>;
  readonly upTo: number;
  readonly isShort: boolean;
}
