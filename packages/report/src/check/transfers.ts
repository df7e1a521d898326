import { endsOf } from "../in-flight.ts";
import { appliedOf, mergedArchives } from "../merged-archives.ts";
import type { LogFacts, ReportBody, TransfersFacts } from "../schema.ts";
import type { TransferRow } from "../transfer-rows.ts";
import { compareLeaves, Words, type Findings } from "./finding.ts";
import { checkOrder } from "./money.ts";

const openedAccount = new Words("one that was opened", "已开立的账户");

/** Where transfers.csv was read from, what it lacks, and that its rows follow each other as the log's entries do. */
export function checkTransfers(
  { transfers, log, told }: ReportBody,
  rows: readonly TransferRow[],
  findings: Findings,
): void {
  if (transfers === null) return;
  const { rooms, lastEntry, firstEntry, sources, gaps } = transfers;
  findings.same("transfers.rows", transfers.rows, rows.length);
  const merged = mergedArchives(rooms);
  findings.same("transfers.lastEntry", lastEntry, merged.lastEntry);
  compareLeaves(findings, "transfers.sources", sources, merged.sources);
  compareLeaves(findings, "transfers.gaps", gaps, merged.gaps);
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
  checkPlaces(sources, rows, findings);
  // The log is applied from its first entry on, up to the first that nobody holds.
  const applied = appliedOf(transfers);
  findings.same("log", log !== null, applied > 0);
  if (log !== null) {
    findings.same("log.lastEntry", log.lastEntry, applied);
    checkChains(log, rooms, rows, findings);
  }
  checkOrder(rows, findings);
  checkPaymentsInFlight(told, rows, { sources, isWhole: whole && lastEntry === asOf }, findings);
}

/** Every row is of an entry that one of the archives holds. */
function checkPlaces(
  sources: TransfersFacts["sources"],
  rows: readonly TransferRow[],
  findings: Findings,
): void {
  let next = 0;
  const outside = rows.findIndex(({ entry }) => {
    while ((sources[next]?.to ?? Infinity) < entry) next += 1;
    return entry < (sources[next]?.from ?? Infinity);
  });
  if (outside !== -1) findings.add("bad-line", `transfers.csv line ${outside + 2}`);
}

/** What each room's archive ends with, and what the log comes to there when it is applied once more. */
function checkChains(
  log: LogFacts,
  rooms: TransfersFacts["rooms"],
  rows: readonly TransferRow[],
  findings: Findings,
): void {
  const within = rooms.flatMap(({ lastEntry }) => (lastEntry <= log.lastEntry ? [lastEntry] : []));
  const ends = [...new Set([...within, log.lastEntry])].toSorted((a, b) => a - b);
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
  { sources, isWhole }: { readonly sources: TransfersFacts["sources"]; readonly isWhole: boolean },
  findings: Findings,
): void {
  const ended = endsOf(told.incidents, rows);
  const isHeld = (entry: number): boolean =>
    sources.some(({ from, to }) => from <= entry && entry <= to);
  const opened = new Set(rows.flatMap(({ kind, account }) => (kind === "opening" ? account : [])));
  for (const [at, { inFlight }] of told.incidents.entries()) {
    for (const [position, { account, sequence, index, check }] of inFlight.payments.entries()) {
      const where = `told.incidents.${at}.inFlight.payments.${position}`;
      const row = ended.get(`${account} ${sequence}`);
      if (check === "verified" && index !== null && isHeld(index))
        findings.same(`${where}.index`, index, row?.entry);
      if (isWhole) findings.holds(opened.has(account), `${where}.account`, account, openedAccount);
    }
  }
}
