import {
  asLogIndex,
  asRoomIndex,
  asShardId,
  homeRoomOf,
  type FailoverView,
  type RoomView,
  type ShardView,
} from "@cablecut/protocol";
import type { LedgerState } from "./state.ts";

/** Builds the view when asked, and only the parts that changed since the last time. */
export class FailoverViews {
  #view: FailoverView | null = null;
  #rooms: readonly RoomView[] = [];
  #shards: readonly ShardView[] = [];
  #roomsVersion = -1;
  #shardsVersion = -1;

  of(state: LedgerState): FailoverView {
    const appliedIndex = asLogIndex(state.position.index);
    if (this.#view !== null && this.#view.appliedIndex === appliedIndex) return this.#view;
    if (this.#roomsVersion !== state.rooms.version) this.#rooms = roomViews(state);
    if (this.#shardsVersion !== state.shards.version) this.#shards = shardViews(state);
    this.#roomsVersion = state.rooms.version;
    this.#shardsVersion = state.shards.version;
    const { number, firstRoom, moves } = state.wave;
    this.#view = {
      appliedIndex,
      pace: state.pace,
      rooms: this.#rooms,
      shards: this.#shards,
      wave: number,
      waveFirstRoom: firstRoom < 0 ? null : asRoomIndex(firstRoom),
      waveMoves: moves,
      failback: state.failback,
    };
    return this.#view;
  }

  /** After another state has taken the place of the old one. */
  forget(): void {
    this.#view = null;
    this.#roomsVersion = -1;
    this.#shardsVersion = -1;
  }
}

function roomViews(state: LedgerState): readonly RoomView[] {
  const { rooms } = state;
  return Array.from(rooms.lastHeartbeat, (lastHeartbeat, room) => ({
    room: asRoomIndex(room),
    status: statusOf(state, room),
    lastHeartbeat: asLogIndex(lastHeartbeat),
    leaseMs: rooms.leaseMsOf(room),
    readLeaseMs: rooms.readLeaseMsOf(room),
  }));
}

/** A suspicion counts for more than having been drained: it is why the shards of a room are switching. */
function statusOf(state: LedgerState, room: number): RoomView["status"] {
  if (state.rooms.suspected[room] === 1) return "suspect";
  return state.rooms.drained[room] === 1 ? "drained" : "up";
}

function shardViews(state: LedgerState): readonly ShardView[] {
  const { shards } = state;
  return Array.from(shards.owners, (owner, shard) => ({
    shard: asShardId(shard),
    home: homeRoomOf(state.topology, asShardId(shard)),
    owner: asRoomIndex(owner),
    epoch: shards.epochOf(shard),
    status: shards.switching[shard] === 1 ? "switching" : "serving",
  }));
}
