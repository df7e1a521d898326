import type { FailoverView, RoomIndex, ShardId } from "@cablecut/protocol";
import type { ServingRefusal } from "./commands.ts";

/**
 * Share of its lease for which a room answers reads (V2). The rest is the margin for clocks that run at different
 * speeds: others move a shard no earlier than a whole lease after they *applied* a heartbeat, which is later than it
 * was sent.
 */
export const readLeaseShare = 0.8;

export interface ServingState {
  readonly view: FailoverView;
  readonly room: RoomIndex;
  readonly ready: boolean;
  readonly diverged: boolean;
  /** This room is giving the shard away. */
  readonly released: (shard: ShardId) => boolean;
  /** When its newest committed heartbeat was sent; null before the first of this process. */
  readonly committedSentMs: number | null;
}

/** Precedence: diverged, catching-up, not-serving, switching (V1). The log's fence has the last word. */
export function refuseTransfer(state: ServingState, shard: ShardId): ServingRefusal | null {
  if (state.diverged) return "diverged";
  if (!state.ready) return "catching-up";
  const now = state.view.shards[shard];
  if (now === undefined || now.owner !== state.room || state.released(shard)) return "not-serving";
  return now.status === "serving" ? null : "switching";
}

/** As for transfers, then the read lease (V2): a read does not pass through the log, so time has to protect it. */
export function refuseRead(
  state: ServingState,
  shard: ShardId,
  nowMs: number,
): ServingRefusal | null {
  const refusal = refuseTransfer(state, shard);
  if (refusal !== null) return refusal;
  const leaseMs = state.view.rooms[state.room]?.readLeaseMs ?? 0;
  if (state.committedSentMs === null) return "lease-expired";
  return nowMs - state.committedSentMs < readLeaseShare * leaseMs ? null : "lease-expired";
}
