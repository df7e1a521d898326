import type { FundsFacts, IncidentFacts, ShardFacts } from "@cablecut/protocol";
import { inAccountOrder } from "../in-flight.ts";
import { loggedOf, type LoggedFacts } from "../logged-incident.ts";
import type { LogFacts, ReportBody } from "../schema.ts";
import { compareLeaves, Words, type Findings } from "./finding.ts";

/** What gateways measured and what the log decided lie at most so far apart, ms: the first measurement in the log counts. */
const measuredApartMs = 1_000;

/** What must hold of an incident by itself, and against the log where that was applied. */
export function checkIncidents({ told, log, show }: ReportBody, findings: Findings): void {
  const rooms = show.topology.rooms.length;
  const shards = rooms * show.topology.shardsPerRoom;
  let before = 0;
  for (const [at, incident] of told.incidents.entries()) {
    const where = `told.incidents.${at}`;
    findings.holds(incident.number > before, `${where}.number`, incident.number, `> ${before}`);
    before = incident.number;
    const isRooms = incident.rooms.every((room) => room < rooms);
    findings.holds(isRooms && areDistinct(incident.rooms), `${where}.rooms`, incident.rooms, null);
    checkCounts(where, incident, shards, findings);
    checkTimes(where, incident, told.toldAtMs, findings);
    checkInFlight(where, incident, findings);
    if (incident.verification !== null)
      findings.same(
        `${where}.verification.incident`,
        incident.verification.incident,
        incident.number,
      );
    if (log !== null) checkWithLog(where, incident, { log, told }, findings);
  }
  checkAllLogged(log, shards, findings);
}

function checkWithLog(
  where: string,
  incident: IncidentFacts,
  { log, told }: { readonly log: LogFacts; readonly told: ReportBody["told"] },
  findings: Findings,
): void {
  const known = loggedOf({ log, told }, incident.number);
  if (known === null)
    return findings.holds(
      incident.firstHitAt > log.lastEntry,
      `${where}.number`,
      incident.number,
      new Words("not in the log", "日志中没有"),
    );
  const { logged, isWhole } = known;
  if (isWhole) checkAgainstLog(where, incident, logged, findings);
  else checkUpTo(log.lastEntry, where, { incident, logged }, findings);
  // The log says to the entry what a gateway's own look says about.
  findings.same(`${where}.fundsAtCut`, incident.fundsAtCut, null);
  if (logged.fundsAtEnd !== null) findings.same(`${where}.fundsAtEnd`, incident.fundsAtEnd, null);
}

/** The log counts its incidents, and has each once. */
function checkAllLogged(log: LogFacts | null, shards: number, findings: Findings): void {
  let before = 0;
  for (const [at, logged] of (log?.incidents ?? []).entries()) {
    const where = `log.incidents.${at}`;
    findings.holds(logged.number > before, `${where}.number`, logged.number, `> ${before}`);
    before = logged.number;
    checkLogged(where, logged, shards, findings);
  }
}

function areDistinct(values: readonly number[]): boolean {
  return new Set(values).size === values.length;
}

function checkCounts(
  where: string,
  incident: IncidentFacts,
  shardCount: number,
  findings: Findings,
): void {
  const { shards, endedAt, durationMs } = incident;
  const isMovedAway = endedAt > 0 && incident.shardsMoved > 0;
  findings.holds(
    !isMovedAway || incident.state === "recovered",
    `${where}.state`,
    incident.state,
    "recovered",
  );
  // Whoever has its measurement has every shard of it.
  if (shards === null) return findings.same(`${where}.measuredAt`, incident.measuredAt, null);
  checkShards(`${where}.shards`, shards, endedAt, shardCount, findings);
  const moved = shards.filter((each) => each.moved).length;
  const people = shards.reduce((sum, each) => sum + each.people, 0);
  findings.same(`${where}.shardsHit`, incident.shardsHit, shards.length);
  findings.same(`${where}.shardsMoved`, incident.shardsMoved, moved);
  findings.same(`${where}.peopleHit`, incident.peopleHit, people);
  findings.same(`${where}.firstHitAt`, incident.firstHitAt, firstHitOf(shards));
  findings.same(`${where}.endedAt`, endedAt, endOf(shards));
  if (incident.measuredAt !== null)
    findings.same(`${where}.durationMs`, durationMs, longestOf(shards));
  else
    for (const [at, { measuredMs }] of shards.entries())
      findings.same(`${where}.shards.${at}.measuredMs`, measuredMs, null);
  if (incident.state === "recovered")
    findings.holds(
      moved > 0,
      `${where}.state`,
      incident.state,
      new Words(`${moved} moved`, `已迁移 ${moved}`),
    );
  findings.holds(
    (endedAt === 0) === (incident.state === "running") || incident.state === "not-known",
    `${where}.state`,
    incident.state,
    new Words(`ended at ${endedAt}`, `结束于 ${endedAt}`),
  );
}

function firstHitOf(shards: readonly ShardFacts[]): number {
  return shards.reduce((first, { hitAt }) => Math.min(first, hitAt), Number.MAX_SAFE_INTEGER);
}

/** The last return; 0 while a shard is not back. */
function endOf(shards: readonly ShardFacts[]): number {
  if (shards.some(({ backAt }) => backAt === 0)) return 0;
  return shards.reduce((last, { backAt }) => Math.max(last, backAt), 0);
}

function longestOf(shards: readonly ShardFacts[]): number {
  return shards.reduce((longest, { measuredMs }) => Math.max(longest, measuredMs ?? 0), 0);
}

function checkShards(
  where: string,
  shards: readonly ShardFacts[],
  endedAt: number,
  shardCount: number,
  findings: Findings,
): void {
  let before = -1;
  for (const [at, each] of shards.entries()) {
    const { shard, hitAt, settledAt, backAt } = each;
    findings.holds(shard > before, `${where}.${at}.shard`, shard, `> ${before}`);
    before = shard;
    findings.holds(shard < shardCount, `${where}.${at}.shard`, shard, `< ${shardCount}`);
    const isSettled = settledAt === 0 || settledAt > hitAt;
    findings.holds(hitAt > 0 && isSettled, `${where}.${at}.settledAt`, settledAt, `> ${hitAt}`);
    const isBack = backAt === 0 || (settledAt > 0 && backAt > settledAt);
    findings.holds(isBack, `${where}.${at}.backAt`, backAt, `> ${settledAt}`);
    if (endedAt > 0)
      findings.holds(
        backAt > 0 && backAt <= endedAt,
        `${where}.${at}.backAt`,
        backAt,
        `<= ${endedAt}`,
      );
  }
}

function checkTimes(
  where: string,
  incident: IncidentFacts,
  toldAtMs: number,
  findings: Findings,
): void {
  const { timeline, startedAtMs, durationMs, endedAt, measuredAt } = incident;
  if (startedAtMs !== null)
    findings.holds(startedAtMs <= toldAtMs, `${where}.startedAtMs`, startedAtMs, `<= ${toldAtMs}`);
  if (endedAt === 0) findings.same(`${where}.durationMs`, durationMs, null);
  if (measuredAt !== null)
    findings.holds(measuredAt > endedAt, `${where}.measuredAt`, measuredAt, `> ${endedAt}`);
  // How it began may be known where nobody measured its end: a gateway that slept then does not judge.
  findings.holds(
    durationMs === null || incident.startSource !== null,
    `${where}.startSource`,
    incident.startSource,
    durationMs,
  );
  for (const [at, line] of timeline.entries()) {
    const earlier = timeline[at - 1];
    const follows = earlier === undefined || line.atMs >= earlier.atMs;
    findings.holds(follows, `${where}.timeline.${at}.atMs`, line.atMs, earlier?.atMs);
    const isEnd = line.kind === "recovered" && durationMs !== null;
    const isNear = !isEnd || Math.abs(line.atMs - durationMs) <= measuredApartMs;
    findings.holds(isNear, `${where}.timeline.${at}.atMs`, line.atMs, durationMs);
  }
}

function checkInFlight(where: string, { inFlight }: IncidentFacts, findings: Findings): void {
  const accounts = new Set<number>();
  for (const [at, { account, index, check }] of inFlight.payments.entries()) {
    accounts.add(account);
    const each = `${where}.inFlight.payments.${at}`;
    findings.same(`${each}.check`, check === null, index === null);
  }
  const inOrder = inAccountOrder(inFlight.payments);
  compareLeaves(findings, `${where}.inFlight.payments`, inFlight.payments, inOrder);
  const { phones } = inFlight;
  findings.holds(accounts.size <= phones, `${where}.inFlight.phones`, phones, accounts.size);
}

/** The log ends before what was told: what it had come to must be the same, and what is more must be later. */
function checkUpTo(
  lastEntry: number,
  where: string,
  { incident, logged }: { readonly incident: IncidentFacts; readonly logged: LoggedFacts },
  findings: Findings,
): void {
  const { endedAt, measuredAt, rooms, shards } = incident;
  const later = `> ${lastEntry}`;
  findings.same(`${where}.firstHitAt`, incident.firstHitAt, firstHitOf(logged.shards));
  const areThere = logged.rooms.every((room) => rooms.includes(room));
  findings.holds(areThere, `${where}.rooms`, rooms, logged.rooms);
  if (measuredAt !== null)
    findings.holds(measuredAt > lastEntry, `${where}.measuredAt`, measuredAt, later);
  const isKnown = endedAt > 0 || incident.state === "running";
  if (!isKnown) return;
  if (logged.endedAt === 0)
    return findings.holds(endedAt === 0 || endedAt > lastEntry, `${where}.endedAt`, endedAt, later);
  findings.same(`${where}.endedAt`, endedAt, logged.endedAt);
  checkSums(where, incident, logged, findings);
  if (shards === null) return;
  const untimed = (each: ShardFacts): ShardFacts => ({ ...each, measuredMs: null });
  compareLeaves(findings, `${where}.shards`, shards.map(untimed), logged.shards.map(untimed));
}

/** Of which a gateway that came later has nothing but these. */
function checkSums(
  where: string,
  { shardsHit, shardsMoved, peopleHit }: IncidentFacts,
  { shards }: LoggedFacts,
  findings: Findings,
): void {
  findings.same(`${where}.shardsHit`, shardsHit, shards.length);
  findings.same(`${where}.shardsMoved`, shardsMoved, shards.filter(({ moved }) => moved).length);
  const people = shards.reduce((sum, each) => sum + each.people, 0);
  findings.same(`${where}.peopleHit`, peopleHit, people);
}

function checkAgainstLog(
  where: string,
  incident: IncidentFacts,
  logged: LoggedFacts,
  findings: Findings,
): void {
  findings.same(`${where}.rooms`, incident.rooms, logged.rooms);
  // Of one that had ended when its gateway looked again it may know nothing more.
  const isKnown = incident.endedAt > 0 || incident.state === "running";
  if (isKnown) findings.same(`${where}.endedAt`, incident.endedAt, logged.endedAt);
  findings.same(`${where}.firstHitAt`, incident.firstHitAt, firstHitOf(logged.shards));
  if (isKnown) checkSums(where, incident, logged, findings);
  if (incident.endedAt > 0) findings.same(`${where}.pace`, incident.pace, logged.pace.name);
  if (incident.shards !== null)
    compareLeaves(findings, `${where}.shards`, incident.shards, shardsAsSeen(incident, logged));
  if (incident.measuredAt !== null)
    findings.same(`${where}.measuredAt`, incident.measuredAt, logged.measured?.at);
  if (logged.measured === null || !isKnown) return;
  findings.same(`${where}.durationMs`, incident.durationMs, logged.measured.durationMs);
  findings.same(`${where}.startSource`, incident.startSource, logged.measured.source);
}

/** Its gateway may have heard of the next incident before it heard of this one's measurement, and then knows it in short only. */
function shardsAsSeen(
  { measuredAt }: IncidentFacts,
  { shards }: LoggedFacts,
): readonly ShardFacts[] {
  return measuredAt === null ? shards.map((each) => ({ ...each, measuredMs: null })) : shards;
}

function checkLogged(
  where: string,
  { shards, endedAt, measured, fundsBefore, fundsAtEnd }: LoggedFacts,
  shardCount: number,
  findings: Findings,
): void {
  checkShards(`${where}.shards`, shards, endedAt, shardCount, findings);
  findings.same(`${where}.endedAt`, endedAt, endOf(shards));
  findings.same(`${where}.fundsBefore.asOf`, fundsBefore.asOf, firstHitOf(shards) - 1);
  findings.same(`${where}.fundsAtEnd`, asOf(fundsAtEnd), endedAt === 0 ? null : endedAt);
  if (measured === null) {
    const isTimed = shards.some(({ measuredMs }) => measuredMs !== null);
    return findings.holds(!isTimed, `${where}.measured`, measured, longestOf(shards));
  }
  findings.same(`${where}.measured.durationMs`, measured.durationMs, longestOf(shards));
  findings.holds(measured.at > endedAt, `${where}.measured.at`, measured.at, `> ${endedAt}`);
}

function asOf(funds: FundsFacts | null): number | null {
  return funds === null ? null : funds.asOf;
}
