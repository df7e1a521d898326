import {
  ledgerResultCodes,
  asLogIndex,
  asRoomIndex,
  asShardId,
  type LogEvent,
  type Pace,
} from "@cablecut/protocol";
import type { BatchReader } from "../format/batch-reader.ts";
import { noteFailover, noteSuspicion, noteWithdrawal } from "./incident-rules.ts";
import { epochMax, formatOfIncidents } from "../format/record-format.ts";
import { peopleIn, type LedgerState } from "../state/state.ts";

/** Each rule takes the record at hand, adds to `events`, and answers the result's code; a refusal changes nothing. */

const applied = ledgerResultCodes.applied;
const unknownRoom = ledgerResultCodes["unknown-room"];
const staleHeartbeat = ledgerResultCodes["stale-heartbeat"];
const staleMove = ledgerResultCodes["stale-move"];

/** SPEC.md, H1 to H4. */
export function applyHeartbeat(
  state: LedgerState,
  heartbeat: BatchReader,
  events: LogEvent[],
): number {
  const { rooms, shards, logTime, compared } = state;
  const index = asLogIndex(state.position.index);
  const room = asRoomIndex(heartbeat.room);
  if (room >= rooms.count) return unknownRoom;
  const predecessor = heartbeat.heartbeatSeen;
  if (predecessor !== rooms.lastHeartbeat[room] || predecessor >= index) return staleHeartbeat;

  rooms.heartbeat(room, index, state.pace.leaseMs);
  const wasSuspected = rooms.suspected[room] === 1;
  rooms.suspected[room] = 0;
  logTime.hear(room, heartbeat.clockMs, rooms.suspected);
  if (wasSuspected) {
    rooms.withdraw(room, logTime.nowMs);
    events.push({ index, kind: "suspicion-withdrawn", room, shards: shards.resume(room) });
    noteWithdrawal(state, room);
  }
  for (let other = 0; other < rooms.count; other++) {
    if (rooms.undrain(other, logTime.nowMs)) {
      events.push({ index, kind: "room-undrained", room: asRoomIndex(other) });
    }
  }
  const atIndex = asLogIndex(heartbeat.digestIndex);
  for (const diverged of compared.report(room, atIndex, index, heartbeat.words, heartbeat.at + 7)) {
    events.push({ index, kind: "room-diverged", room: asRoomIndex(diverged), atIndex });
  }
  return applied;
}

/** SPEC.md, S1 to S4. */
export function applySuspicion(
  state: LedgerState,
  suspicion: BatchReader,
  events: LogEvent[],
): number {
  const { rooms, shards, wave } = state;
  const index = asLogIndex(state.position.index);
  const room = asRoomIndex(suspicion.room);
  const by = asRoomIndex(suspicion.by);
  if (room >= rooms.count || by >= rooms.count) return unknownRoom;
  if (rooms.suspected[room] === 1) return staleHeartbeat;
  if (suspicion.heartbeatSeen !== rooms.lastHeartbeat[room]) return staleHeartbeat;

  if (shards.switchingCount === 0) {
    wave.number += 1;
    wave.firstRoom = room;
    wave.moves = 0;
  }
  const drained = rooms.suspect(room, state.logTime.nowMs);
  shards.suspend(room);
  events.push({ index, kind: "room-suspected", room, by, incident: noteSuspicion(state, room) });
  if (drained) events.push({ index, kind: "room-drained", room });
  return applied;
}

/** SPEC.md, M1 to M4. */
export function applyMove(state: LedgerState, move: BatchReader, events: LogEvent[]): number {
  const { rooms, shards } = state;
  const { shard, from, to, epoch, by, reason } = move;
  if (shard >= shards.count) return ledgerResultCodes["unknown-shard"];
  if (from >= rooms.count || to >= rooms.count || by >= rooms.count) return unknownRoom;
  if (shards.owners[shard] !== from || shards.epochs[shard] !== epoch) return staleMove;
  // Without this a move that was late could hold in a later suspicion of the same room, or after the room that gave the
  // shard away has taken it back, long before the lease of that time has ended.
  if (move.ownerHeartbeat !== rooms.lastHeartbeat[from]) return staleMove;
  if (from === to || !rooms.isUp(to) || epoch === epochMax) return staleMove;
  const switching = shards.switching[shard] === 1;
  if (reason === "failover" ? !switching : switching || by !== from) return staleMove;

  shards.move(shard, to);
  if (reason === "failover") {
    state.wave.moves += 1;
    noteFailover(state, shard);
  }
  events.push({
    index: asLogIndex(state.position.index),
    kind: "shard-moved",
    shard: asShardId(shard),
    from: asRoomIndex(from),
    to: asRoomIndex(to),
    epoch: shards.epochOf(shard),
    reason,
    accounts: peopleIn(state, shard),
  });
  return applied;
}

/** SPEC.md, P1 and L1. */
export function applySetPace(state: LedgerState, pace: Pace, events: LogEvent[]): number {
  if (state.shards.switchingCount > 0) return ledgerResultCodes["pace-while-switching"];
  state.pace = pace;
  state.rooms.paceChanged(pace.leaseMs);
  events.push({ index: asLogIndex(state.position.index), kind: "pace-set", pace });
  return applied;
}

/** SPEC.md, P2 and S5. */
export function applySetFailback(
  state: LedgerState,
  wish: boolean | null,
  events: LogEvent[],
): number {
  const index = asLogIndex(state.position.index);
  const failback = wish ?? state.failback;
  if (state.failback !== failback) events.push({ index, kind: "failback-set", failback });
  state.failback = failback;
  if (state.format < formatOfIncidents) return applied;
  for (const room of state.rooms.forgetSuspicions())
    events.push({ index, kind: "room-undrained", room: asRoomIndex(room) });
  return applied;
}
