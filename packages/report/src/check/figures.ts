import { initialFundsCents, type FundsFacts } from "@cablecut/protocol";
import type { HexSha256 } from "../canonical-json.ts";
import { derive } from "../derive.ts";
import { endsOf } from "../in-flight.ts";
import type { LogFacts, ReportBody, TransfersFacts } from "../schema.ts";
import type { PhoneRow } from "../phone-rows.ts";
import type { TransferRow } from "../transfer-rows.ts";
import { bestArchive } from "../best-archive.ts";
import { compareLeaves, Words, type Findings } from "./finding.ts";
import { checkIncidents } from "./incidents.ts";
import { Books, checkOrder } from "./money.ts";
import { checkPhones } from "./phones.ts";

const openedAccount = new Words("one that was opened", "已开立的账户");
const paymentOfShard = new Words("the entry of a payment out of it", "由其付出的付款的条目");

/** Rooms tell their state at multiples of this. */
const digestInterval = 1_024;

/** What could not be checked, and why. */
export type Unchecked =
  | "no-phones"
  | "no-transfers"
  | "gaps-in-transfers"
  | "log-not-applied"
  /** What was told is of later entries than the archives hold. */
  | "transfers-end-early"
  /** Another build has drawn the page, and this one cannot say that it shows what it holds. */
  | "page-drawn-otherwise";

/** What stands in the files beside report.json; null where there is no such file. */
export interface FileRows {
  readonly transfers: readonly TransferRow[] | null;
  readonly phones: readonly PhoneRow[] | null;
}

export interface CheckedFigures {
  readonly unchecked: readonly Unchecked[];
  /** Rows of phones.csv whose newest receipt was looked up in transfers.csv. */
  readonly phonesCompared: number;
}

/** Every figure that follows from others is made once more. */
export function checkFigures(
  body: ReportBody,
  { transfers: rows, phones }: FileRows,
  sha256: HexSha256,
  findings: Findings,
): CheckedFigures {
  const unchecked: Unchecked[] = [];
  let phonesCompared = 0;
  checkShow(body, findings);
  checkPaces(body, findings);
  compareLeaves(findings, "derived", body.derived, derive(body, rows));
  checkIncidents(body, findings);
  checkDigests(body, rows ?? [], findings);
  checkRooms(body, findings);
  checkFundsOpened(body, findings);
  checkCounted(body, findings);
  findings.same("phones", body.phones === null, phones === null);
  if (phones === null) unchecked.push("no-phones");
  else phonesCompared = checkPhones(body, phones, wholeTransfers(body, rows), findings);
  if (body.log === null) unchecked.push("log-not-applied");
  else checkGenesis(body, sha256, findings);
  findings.same("transfers", body.transfers === null, rows === null);
  if (rows === null || body.transfers === null) unchecked.push("no-transfers");
  else {
    checkTransfers(body, rows, findings);
    if (isShort(body)) unchecked.push("transfers-end-early");
    if (body.transfers.gaps.length > 0) unchecked.push("gaps-in-transfers");
    else checkMoney(body, rows, findings);
  }
  return { unchecked, phonesCompared };
}

function wholeTransfers(body: ReportBody, rows: readonly TransferRow[] | null) {
  const { transfers } = body;
  const isWhole = transfers !== null && rows !== null && transfers.gaps.length === 0;
  return isWhole ? { rows, lastEntry: transfers.lastEntry, isShort: isShort(body) } : null;
}

/** No room's archive reaches as far as what was told: where the disk was full, say. */
function isShort({ transfers, told }: ReportBody): boolean {
  return transfers !== null && transfers.lastEntry < told.transfers.asOf;
}

function checkShow({ show, told, log }: ReportBody, findings: Findings): void {
  findings.same("told.showId", told.showId, show.showId);
  findings.same("told.rehearsal", told.rehearsal, show.rehearsal);
  compareLeaves(findings, "told.topology", told.topology, show.topology);
  findings.same("told.keyFingerprint", told.keyFingerprint, show.keyFingerprint);
  const { runsSinceMs, toldAtMs } = told;
  findings.holds(runsSinceMs <= toldAtMs, "told.runsSinceMs", runsSinceMs, `<= ${toldAtMs}`);
  const isSameMoment = log !== null && log.lastEntry === told.transfers.asOf;
  if (isSameMoment) findings.same("told.failback", told.failback, log.failback);
}

/** A pace is known by its name: the same name stands for the same parameters everywhere in a report. */
function checkPaces({ show, told, log }: ReportBody, findings: Findings): void {
  const named = [
    ...(show.firstPace === null ? [] : [["show.firstPace", show.firstPace] as const]),
    ["told.pace", told.pace] as const,
    ...(log === null ? [] : [["log.pace", log.pace] as const]),
    ...(log?.incidents ?? []).map(({ pace }, at) => [`log.incidents.${at}.pace`, pace] as const),
  ];
  const first = new Map<string, (typeof named)[number][1]>();
  for (const [where, pace] of named) {
    const known = first.get(pace.name);
    if (known === undefined) first.set(pace.name, pace);
    else if (pace.name !== "custom") compareLeaves(findings, where, pace, known);
  }
  if (log?.lastEntry === told.transfers.asOf)
    compareLeaves(findings, "told.pace", told.pace, log.pace);
}

/** Chain hash before the first entry: SHA-256 over what all rooms must agree on, as the ledger's SPEC has it (G1). */
function checkGenesis({ show, log }: ReportBody, sha256: HexSha256, findings: Findings): void {
  const pace = show.firstPace;
  if (log === null) return;
  if (pace === null)
    return findings.add("does-not-follow", "show.firstPace", null, new Words("a pace", "节奏"));
  const rooms = show.topology.rooms.map(({ id, city }) => `${id}@${city}`).join(",");
  const numbers = [pace.heartbeatMs, pace.suspectMs, pace.leaseMs, pace.moveIntervalMs].join(",");
  const { shardsPerRoom } = show.topology;
  const text = `cablecut ledger 1;${rooms};${shardsPerRoom};${pace.name},${numbers}`;
  findings.same("log.genesis", log.genesis, sha256(text));
}

function checkDigests(
  { told, log }: ReportBody,
  rows: readonly TransferRow[],
  findings: Findings,
): void {
  const chains = new Map(rows.map(({ entry, chain }) => [entry, chain]));
  let before = 0;
  for (const [at, { at: entry, rooms }] of told.digests.entries()) {
    const where = `told.digests.${at}`;
    const isEntry = entry > before && entry % digestInterval === 0;
    const wanted = new Words(
      `a multiple of ${digestInterval} > ${before}`,
      `${digestInterval} 的倍数且 > ${before}`,
    );
    findings.holds(isEntry, `${where}.at`, entry, wanted);
    before = entry;
    const chain = chains.get(entry);
    checkRoomOrder(where, rooms, told.topology.rooms.length, findings);
    for (const [position, told] of rooms.entries())
      if (chain !== undefined) findings.same(`${where}.rooms.${position}.chain`, told.chain, chain);
  }
  if (log === null) return;
  const within = told.digests.flatMap(({ at }) => (at <= log.lastEntry ? [at] : []));
  findings.same(
    "log.digests",
    log.digests.map(({ at }) => at),
    within,
  );
}

/** Rooms stand in the order of the topology, each once. */
function checkRoomOrder(
  where: string,
  rooms: readonly { readonly room: number }[],
  count: number,
  findings: Findings,
): void {
  for (const [at, { room }] of rooms.entries()) {
    const before = rooms[at - 1]?.room ?? -1;
    const fits = room > before && room < count;
    findings.holds(fits, `${where}.rooms.${at}.room`, room, `> ${before}, < ${count}`);
  }
}

function checkRooms({ told, transfers }: ReportBody, findings: Findings): void {
  const count = told.topology.rooms.length;
  checkRoomOrder("told", told.rooms, count, findings);
  checkRoomOrder("transfers", transfers?.rooms ?? [], count, findings);
}

/** Everybody was opened with the same. */
function checkFundsOpened(body: ReportBody, findings: Findings): void {
  for (const [where, funds] of fundsOf(body)) {
    for (const group of ["people", "house", "synthetic"] as const) {
      const { accounts, expectedCents } = funds[group];
      findings.same(`${where}.${group}.expectedCents`, expectedCents, accounts * initialFundsCents);
    }
  }
}

/** Every place of a report where funds are told as of an entry. */
function fundsOf({ told, log }: ReportBody): readonly (readonly [string, FundsFacts])[] {
  const found: [string, FundsFacts][] = told.rooms.map(({ funds }, at) => [
    `told.rooms.${at}.funds`,
    funds,
  ]);
  for (const [at, { fundsAtCut, fundsAtEnd }] of told.incidents.entries()) {
    if (fundsAtCut !== null) found.push([`told.incidents.${at}.fundsAtCut`, fundsAtCut]);
    if (fundsAtEnd !== null) found.push([`told.incidents.${at}.fundsAtEnd`, fundsAtEnd]);
  }
  if (log === null) return found;
  found.push(["log.fundsAtStart", log.fundsAtStart], ["log.fundsNow", log.fundsNow]);
  for (const [at, { fundsBefore, fundsAtEnd }] of log.incidents.entries()) {
    found.push([`log.incidents.${at}.fundsBefore`, fundsBefore]);
    if (fundsAtEnd !== null) found.push([`log.incidents.${at}.fundsAtEnd`, fundsAtEnd]);
  }
  return found;
}

function checkCounted({ told, log }: ReportBody, findings: Findings): void {
  const { booked, byPeople, bySynthetic, asOf } = told.transfers;
  const paid = byPeople + bySynthetic;
  findings.holds(booked >= paid, "told.transfers.booked", booked, `>= ${paid}`);
  const furthest = Math.max(0, ...told.rooms.map(({ appliedIndex }) => appliedIndex));
  findings.holds(asOf <= furthest, "told.transfers.asOf", asOf, `<= ${furthest}`);
  for (const [at, { funds, appliedIndex }] of told.rooms.entries())
    findings.same(`told.rooms.${at}.funds.asOf`, funds.asOf, appliedIndex);
  const joined = told.rooms.find(({ appliedIndex }) => appliedIndex === asOf)?.funds.people
    .accounts;
  const { phones } = told;
  if (joined !== undefined && phones.joined !== null)
    findings.same("told.phones.joined", phones.joined, joined);
  findings.holds(phones.heard <= phones.here, "told.phones.heard", phones.heard, phones.here);
  if (log === null) return;
  findings.same("log.fundsAtStart.asOf", log.fundsAtStart.asOf, 0);
  findings.same("log.fundsNow.asOf", log.fundsNow.asOf, log.lastEntry);
}

function checkTransfers(
  { transfers, log, told }: ReportBody,
  rows: readonly TransferRow[],
  findings: Findings,
): void {
  if (transfers === null) return;
  const { rooms, lastEntry, firstEntry, gaps } = transfers;
  findings.same("transfers.rows", transfers.rows, rows.length);
  const own = bestArchive(rooms);
  findings.same("transfers.room", transfers.room, own?.room);
  findings.same("transfers.lastEntry", lastEntry, own?.lastEntry);
  compareLeaves(findings, "transfers.gaps", gaps, own?.gaps ?? []);
  for (const [at, each] of rooms.entries()) {
    const missing = each.gaps.reduce((sum, gap) => sum + gap.to - gap.from + 1, 0);
    findings.same(`transfers.rooms.${at}.entries`, each.entries, each.lastEntry - missing);
    findings.same(`transfers.rooms.${at}.differsAt`, each.differsAt, null);
  }
  // Archives are read as far as the gateway had told, and no further.
  const { asOf } = told.transfers;
  findings.holds(lastEntry <= asOf, "told.transfers.asOf", asOf, `>= ${lastEntry}`);
  const whole = gaps.length === 0;
  findings.same("transfers.firstEntry", firstEntry, 1);
  const outside = rows.findIndex(({ entry }) => entry > lastEntry || entry < firstEntry);
  if (outside !== -1) findings.add("bad-line", `transfers.csv line ${outside + 2}`);
  findings.same("log", log !== null, whole);
  if (log !== null) {
    findings.same("log.lastEntry", log.lastEntry, lastEntry);
    checkChains(log, rooms, rows, findings);
  }
  checkOrder(rows, findings);
  checkPaymentsInFlight(told, rows, { lastEntry, isWhole: whole && lastEntry === asOf }, findings);
}

/** What each room's archive ends with, and what the log comes to there when it is applied once more. */
function checkChains(
  log: LogFacts,
  rooms: TransfersFacts["rooms"],
  rows: readonly TransferRow[],
  findings: Findings,
): void {
  const within = rooms.flatMap(({ lastEntry }) => (lastEntry <= log.lastEntry ? [lastEntry] : []));
  const ends = [...new Set(within)].toSorted((a, b) => a - b);
  findings.same(
    "log.chains",
    log.chains.map(({ at }) => at),
    ends,
  );
  const chains = new Map(log.chains.map(({ at, chain }) => [at, chain]));
  findings.same("log.chain", log.chain, chains.get(log.lastEntry));
  const told = new Map(rows.map(({ entry, chain }) => [entry, chain]));
  for (const [at, each] of log.chains.entries()) {
    const row = told.get(each.at);
    if (row !== undefined) findings.same(`log.chains.${at}.chain`, each.chain.slice(0, 16), row);
  }
  for (const [at, { lastEntry, chain, differsAt, gaps }] of rooms.entries()) {
    const isHeld = differsAt === null && !gaps.some(({ to }) => to === lastEntry);
    if (isHeld && lastEntry <= log.lastEntry)
      findings.same(`transfers.rooms.${at}.chain`, chain, chains.get(lastEntry));
  }
}

/** Accounts, and the receipts that a room has shown: what phones say beyond that is counted, where it is not so. */
function checkPaymentsInFlight(
  told: ReportBody["told"],
  rows: readonly TransferRow[],
  { lastEntry, isWhole }: { readonly lastEntry: number; readonly isWhole: boolean },
  findings: Findings,
): void {
  const ended = endsOf(told.incidents, rows);
  const opened = new Set(rows.flatMap(({ kind, account }) => (kind === "opening" ? account : [])));
  for (const [at, { inFlight }] of told.incidents.entries()) {
    for (const [position, { account, sequence, index, check }] of inFlight.payments.entries()) {
      const where = `told.incidents.${at}.inFlight.payments.${position}`;
      const row = ended.get(`${account} ${sequence}`);
      if (check === "verified" && index !== null && index <= lastEntry)
        findings.same(`${where}.index`, index, row?.entry);
      if (isWhole) findings.holds(opened.has(account), `${where}.account`, account, openedAccount);
    }
  }
}

/** Every sum of money, from the rows alone. */
function checkMoney(body: ReportBody, rows: readonly TransferRow[], findings: Findings): void {
  const { told, transfers, show } = body;
  const all = fundsOf(body);
  const last = transfers?.lastEntry ?? 0;
  const entries = new Set([told.transfers.asOf, ...all.map(([, { asOf }]) => asOf)]);
  const books = new Books(show.topology).run(rows, entries, findings);
  for (const [where, { asOf, ...funds }] of all) {
    // A room that runs on is ahead of what was archived; that is not known here.
    if (asOf <= last) compareLeaves(findings, where, funds, books.get(asOf)?.funds);
  }
  const { asOf, ...counted } = told.transfers;
  if (asOf <= last) compareLeaves(findings, "told.transfers", counted, books.get(asOf)?.booked);
  checkReturns(body, rows, findings);
}

/** A shard is back with a booked payment of that very entry. */
function checkReturns(
  { log, told, show, transfers }: ReportBody,
  rows: readonly TransferRow[],
  findings: Findings,
): void {
  const last = transfers?.lastEntry ?? 0;
  const shards = [
    ...told.incidents.map(({ shards }, at) => [`told.incidents.${at}`, shards ?? []] as const),
    ...(log?.incidents ?? []).map(({ shards }, at) => [`log.incidents.${at}`, shards] as const),
  ];
  const wanted = new Set(shards.flatMap(([, all]) => all.map(({ backAt }) => backAt)));
  const paidAt = new Map<number, TransferRow[]>();
  for (const row of rows) {
    if (!wanted.has(row.entry) || row.kind !== "transfer" || row.result !== "booked") continue;
    paidAt.set(row.entry, [...(paidAt.get(row.entry) ?? []), row]);
  }
  const house = 2 * show.topology.rooms.length * show.topology.shardsPerRoom;
  for (const [where, all] of shards) {
    for (const [at, { shard, backAt, byPerson }] of all.entries()) {
      if (backAt === 0 || backAt > last) continue;
      const paid = paidAt.get(backAt) ?? [];
      const fits = paid.some(
        ({ who, account }) =>
          (who === "person") === byPerson && (account >= house || account >>> 1 === shard),
      );
      findings.holds(fits, `${where}.shards.${at}.backAt`, backAt, paymentOfShard);
    }
  }
}
