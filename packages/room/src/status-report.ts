import type { Ledger } from "@cablecut/ledger";
import type { RoomFailover } from "@cablecut/failover";
import {
  encodeShards,
  houseAccountsOf,
  initialFundsOf,
  asRoomIndex,
  asLogIndex,
  asShardId,
  type FundsTotals,
  type RoomStatus,
  type Topology,
} from "@cablecut/protocol";
import type { LogStatus } from "@cablecut/replicated-log/port";

/** The digest at a multiple of this many entries is told, see the ledger's digests. */
const digestInterval = 1_024;

export function fundsOf(ledger: Ledger, topology: Topology): FundsTotals {
  const totals = ledger.totals();
  const house = houseAccountsOf(topology);
  const people = totals.accounts - house;
  return {
    people: {
      accounts: people,
      expectedCents: initialFundsOf(people),
      actualCents: totals.peopleCents,
    },
    house: {
      accounts: house,
      expectedCents: initialFundsOf(house),
      actualCents: totals.houseCents,
    },
  };
}

export function statusOf(parts: {
  topology: Topology;
  room: number;
  boot: number;
  ledger: Ledger;
  failover: RoomFailover;
  log: LogStatus;
  nowMs: number;
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
    pace: view.pace,
    failback: view.failback,
    incident: view.incident,
    incidentFirstRoom: view.incidentFirstRoom,
    incidentMoves: view.incidentMoves,
    rooms: view.rooms,
    shards: encodeShards(view.shards),
    epochs: view.shards.map((shard) => shard.epoch),
    accountsPerShard: view.shards.map((shard) => ledger.peopleIn(shard.shard)),
    heartbeatAgesMs: failover.heartbeatAgesMs(parts.nowMs) ?? view.rooms.map(() => 0),
    leaseRemainingMs: failover.leaseRemainingMs(parts.nowMs),
    funds: fundsOf(ledger, parts.topology),
    transfersBooked: totals.bookedTransfers,
    transfersByPeople: totals.bookedByPeople,
    digest: digest && { index: digest.index, state: digest.digest, chain: digest.chainPrefix },
    diverged: failover.readRefusal(asShardId(0), parts.nowMs) === "diverged",
  };
}
