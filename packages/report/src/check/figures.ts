import { initialFundsCents, type FundsFacts } from "@cablecut/protocol";
import type { HexSha256 } from "../canonical-json.ts";
import { derive } from "../derive.ts";
import { versionOfLogLines, type ReportBody } from "../schema.ts";
import { appliedOf } from "../merged-archives.ts";
import type { PhoneRow } from "../phone-rows.ts";
import { rowsHashOf, type TransferRow } from "../transfer-rows.ts";
import { compareLeaves, Words, type Findings } from "./finding.ts";
import { checkIncidents } from "./incidents.ts";
import { Books } from "./money.ts";
import { checkPhones } from "./phones.ts";
import { checkTransfers } from "./transfers.ts";

const paymentOfShard = new Words("the entry of a payment out of it", "由其付出的付款的条目");

/** Rooms tell their state at multiples of this. */
const digestInterval = 1_024;

/** What could not be checked, and why. */
export type Unchecked =
  | "no-phones"
  | "no-transfers"
  | "gaps-in-transfers"
  | "log-not-applied"
  /** Up to the first entry that no archive holds. */
  | "log-applied-in-part"
  /** What was told is of later entries than the archives hold. */
  | "transfers-end-early"
  /** A report of a version that had no hash of its rows: nothing else in it holds to whom each payment went. */
  | "rows-not-hashed"
  /** An earlier build has drawn the page, and this one cannot say that it shows what it holds. */
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
  // It is applied from the archives that the transfers come from: whoever leaves those out keeps nothing that could be checked.
  if (body.transfers === null) findings.same("log", body.log !== null, false);
  if (rows === null || body.transfers === null) unchecked.push("no-transfers");
  else {
    checkTransfers(body, rows, findings);
    if (isShort(body)) unchecked.push("transfers-end-early");
    if (body.transfers.gaps.length > 0) {
      unchecked.push("gaps-in-transfers");
      if (body.log !== null) unchecked.push("log-applied-in-part");
    }
    const money = checkMoney(body, rows, appliedOf(body.transfers), findings);
    if (body.version >= versionOfLogLines) checkHashes(body, rows, money, sha256, findings);
    else unchecked.push("rows-not-hashed");
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

/** All rows, and what every account has by them, are what was hashed when the log was read and applied. */
function checkHashes(
  { log, transfers }: ReportBody,
  rows: readonly TransferRow[],
  money: Books,
  sha256: HexSha256,
  findings: Findings,
): void {
  findings.same("transfers.rowsHash", transfers?.rowsHash, rowsHashOf(rows, sha256));
  if (log !== null) findings.same("log.balances", log.balances, sha256(money.balances));
}

/**
 * Every sum of money, from the rows alone. `last`: of the entries before which none is missing.
 * @returns the books, all rows up to there booked
 */
function checkMoney(
  body: ReportBody,
  all: readonly TransferRow[],
  last: number,
  findings: Findings,
): Books {
  const { told, show } = body;
  const rows = all.filter(({ entry }) => entry <= last);
  const funds = fundsOf(body);
  const entries = new Set([told.transfers.asOf, ...funds.map(([, { asOf }]) => asOf)]);
  const money = new Books(show.topology);
  const books = money.run(rows, entries, findings);
  for (const [where, { asOf, ...told }] of funds) {
    // A room that runs on is ahead of what was archived; that is not known here.
    if (asOf <= last) compareLeaves(findings, where, told, books.get(asOf)?.funds);
  }
  const { asOf, ...counted } = told.transfers;
  if (asOf <= last) compareLeaves(findings, "told.transfers", counted, books.get(asOf)?.booked);
  checkReturns(body, rows, last, findings);
  return money;
}

/** A shard is back with a booked payment of that very entry. */
function checkReturns(
  { log, told, show }: ReportBody,
  rows: readonly TransferRow[],
  last: number,
  findings: Findings,
): void {
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
