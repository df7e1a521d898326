import type { FailoverView, RoomIndex, ShardId } from "@cablecut/protocol";
import type { ServingRefusal } from "./commands.ts";

export interface ServingState {
  readonly view: FailoverView;
  readonly room: RoomIndex;
  readonly ready: boolean;
  readonly diverged: boolean;
  /** This room is giving the shard away. */
  readonly released: (shard: ShardId) => boolean;
}

/** Precedence: diverged, catching-up, not-serving, switching (V1). The log's fence has the last word. */
export function refuseTransfer(state: ServingState, shard: ShardId): ServingRefusal | null {
  const refusal = refuseRead(state, shard);
  if (refusal !== null && refusal !== "switching") return refusal;
  return state.released(shard) ? "not-serving" : refusal;
}

/** As for transfers, but a shard that is being given away is read where it is until it has gone (V2). */
export function refuseRead(state: ServingState, shard: ShardId): ServingRefusal | null {
  if (state.diverged) return "diverged";
  if (!state.ready) return "catching-up";
  const now = state.view.shards[shard];
  if (now === undefined || now.owner !== state.room) return "not-serving";
  return now.status === "serving" ? null : "switching";
}

/** Of what a room may say that has applied a read index, whoever serves the shard (V5). */
export function seesCurrent({ diverged, ready, view }: ServingState, shard: ShardId): boolean {
  return ready && !diverged && view.shards[shard]?.status === "serving";
}
