/** What a room tells about the replicated state: the same in every room that has applied the same index. */

import {
  asRoomIndex,
  type Epoch,
  type LogIndex,
  type RoomIndex,
  type ShardId,
} from "../values/ids.ts";
import type { Pace } from "../show/pace.ts";
import { present } from "../values/present.ts";

export interface RoomView {
  readonly room: RoomIndex;
  /** `suspect`: a suspicion against its last heartbeat is in the log. `drained`: suspected too often, gets no shards. */
  readonly status: "up" | "suspect" | "drained";
  /** Log index of its last valid heartbeat, 0 before the first. */
  readonly lastHeartbeat: LogIndex;
  /** The lease that others wait out before they take its shards: the wait of the pace, see L1. */
  readonly leaseMs: number;
  /** The lease under which rooms of builds before read index read: never above `leaseMs`, and short one heartbeat earlier. */
  readonly readLeaseMs: number;
}

export interface ShardView {
  readonly shard: ShardId;
  readonly home: RoomIndex;
  readonly owner: RoomIndex;
  readonly epoch: Epoch;
  /** `switching`: takes neither debits nor credits until it was moved or its owner has come back. */
  readonly status: "serving" | "switching";
}

/** The part of the replicated state on which failover decides. */
export interface FailoverView {
  readonly appliedIndex: LogIndex;
  readonly pace: Pace;
  readonly rooms: readonly RoomView[];
  readonly shards: readonly ShardView[];
  /**
   * Counts waves: runs of moves. A wave begins with a suspicion while no shard is switching, so that one incident may see
   * several of them, and one that hits nothing begins a wave without moves. 0 before the first.
   */
  readonly wave: number;
  /** The room whose suspicion began the present or last wave; null before the first. */
  readonly waveFirstRoom: RoomIndex | null;
  /** Shards moved by failover in the present or last wave. */
  readonly waveMoves: number;
  /** Shards go home by themselves as soon as their home room is up. */
  readonly failback: boolean;
}

/** A shard of the topology by its number; any other number is a bug and throws. */
export function shardIn(view: Pick<FailoverView, "shards">, shard: number): ShardView {
  const found = view.shards[shard];
  // Not by `present`: this is asked twice per transfer, and a text for each would cost more than the answer.
  if (found === undefined) throw new RangeError(`there is no shard ${shard}`);
  return found;
}

/** What the log knows of a room of the topology; any other position is a bug and throws. */
export function roomViewIn(view: Pick<FailoverView, "rooms">, room: number): RoomView {
  return present(view.rooms[room], `room ${room}`);
}

/** Shards as one short string, a character each: digit = owner that serves, letter a.. = owner 0.. and switching. */
export function encodeShards(shards: readonly Pick<ShardView, "owner" | "status">[]): string {
  return shards
    .map((shard) =>
      shard.status === "serving" ? String(shard.owner) : String.fromCharCode(97 + shard.owner),
    )
    .join("");
}

/** Null for a character or a position that cannot be. */
export function shardAt(
  shards: string,
  shard: number,
): { readonly owner: RoomIndex; readonly status: "serving" | "switching" } | null {
  const code = shards.charCodeAt(shard);
  if (code >= 48 && code <= 54) return { owner: asRoomIndex(code - 48), status: "serving" };
  if (code >= 97 && code <= 103) return { owner: asRoomIndex(code - 97), status: "switching" };
  return null;
}
