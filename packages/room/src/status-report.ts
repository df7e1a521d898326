import {
  newestPayloadVersion,
  type DigestReport,
  type Ledger,
  type TotalsOf,
} from "@cablecut/ledger";
import type { RoomFailover } from "@cablecut/failover";
import {
  encodeShards,
  asRoomIndex,
  asLogIndex,
  asShardId,
  type FundsCount,
  type FundsTotals,
  type LoggedIncident,
  type RoomStatus,
  type ToldDigest,
} from "@cablecut/protocol";
import type { LogStatus } from "@cablecut/replicated-log/port";
import type { IncidentClock } from "./incident-clock.ts";

/** The digest at a multiple of this many entries is told, see the ledger's digests. */
const digestInterval = 1_024;

export function fundsOf(ledger: Ledger): FundsTotals {
  const { people, house, synthetic } = ledger.totals();
  return { people: countOf(people), house: countOf(house), synthetic: countOf(synthetic) };
}

/** Payments of people and synthetic attendees since the first entry. */
export function bookedByAll(ledger: Ledger): number {
  const { people, synthetic } = ledger.totals();
  return people.bookedTransfers + synthetic.bookedTransfers;
}

function countOf({ accounts, expectedCents, actualCents }: TotalsOf): FundsCount {
  return { accounts, expectedCents, actualCents };
}

function incidentOf(ledger: Ledger, clock: IncidentClock, nowMs: number): RoomStatus["incident"] {
  const incident = ledger.incident();
  return incident && { ...incident, ages: clock.agesOf(incident, nowMs) };
}

function toldOf({ index, digest, chainPrefix }: DigestReport): ToldDigest {
  return { index, state: digest, chain: chainPrefix };
}

/** Told as long as that incident is the last one. */
function endDigestOf(
  digest: DigestReport | null,
  incident: LoggedIncident | null,
): Pick<RoomStatus, "endDigest"> {
  return digest === null || incident?.endedAt !== digest.index ? {} : { endDigest: toldOf(digest) };
}

export function statusOf(parts: {
  room: number;
  boot: number;
  ledger: Ledger;
  failover: RoomFailover;
  incidentClock: IncidentClock;
  /** Of the entry that ended an incident; null where this process applied none. */
  endDigest: DigestReport | null;
  log: LogStatus;
  nowMs: number;
  commitMs: RoomStatus["commitMs"];
  diskSyncMs: RoomStatus["diskSyncMs"];
  links: RoomStatus["links"];
  /** See `PayloadVersions`. */
  payloadsWritten: number;
}): RoomStatus {
  const { ledger, failover, log } = parts;
  const view = ledger.failoverView();
  const totals = ledger.totals();
  const digestIndex = Math.floor(ledger.appliedIndex / digestInterval) * digestInterval;
  const digest = digestIndex > 0 ? ledger.digestAt(digestIndex) : null;
  return {
    room: asRoomIndex(parts.room),
    boot: parts.boot,
    role: log.role,
    term: log.term,
    leader: log.leader === null ? null : asRoomIndex(log.leader),
    commitIndex: asLogIndex(log.commitIndex),
    appliedIndex: ledger.appliedIndex,
    ready: failover.ready,
    recovering: log.recovering,
    pace: view.pace,
    failback: view.failback,
    format: ledger.format,
    dials: ledger.dials(),
    incidentNumber: ledger.incidentNumber,
    incident: incidentOf(ledger, parts.incidentClock, parts.nowMs),
    rooms: view.rooms,
    drainedMs: ledger.drainedMs(),
    shards: encodeShards(view.shards),
    epochs: view.shards.map((shard) => shard.epoch),
    accountsPerShard: view.shards.map((shard) => ledger.peopleIn(shard.shard)),
    syntheticPerShard: view.shards.map((shard) => ledger.syntheticIn(shard.shard)),
    heartbeatAgesMs: failover.heartbeatAgesMs(parts.nowMs) ?? view.rooms.map(() => 0),
    leaseRemainingMs: failover.leaseRemainingMs(parts.nowMs),
    funds: fundsOf(ledger),
    transfersBooked: totals.bookedTransfers,
    transfersByPeople: totals.people.bookedTransfers,
    transfersBySynthetic: totals.synthetic.bookedTransfers,
    digest: digest && toldOf(digest),
    ...endDigestOf(parts.endDigest, ledger.incident()),
    diverged: failover.transferRefusal(asShardId(0)) === "diverged",
    commitMs: parts.commitMs,
    diskSyncMs: parts.diskSyncMs,
    payloads: { reads: newestPayloadVersion, writes: parts.payloadsWritten },
    ...(parts.links === undefined ? {} : { links: parts.links }),
    ...(log.alarm === null ? {} : { logAlarm: log.alarm }),
    ...(log.memberSilent ? { memberSilent: true } : {}),
    knowsPathSilence: true,
    readsWhatItFinds: true,
  };
}
