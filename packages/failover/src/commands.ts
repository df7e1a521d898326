import type { Epoch, LogIndex, RoomIndex, ShardId } from "@cablecut/protocol";

/**
 * What a room should do now. `heartbeat`, `suspect` and `move` are proposed to the log in the order given; all three are
 * compare-and-set at apply, so a repeated, late or racing one is refused there and does no harm.
 */
export type FailoverCommand =
  | {
      readonly kind: "heartbeat";
      /** Names this proposal in `heartbeatEnded`. */
      readonly attempt: number;
      /** Log index of this room's last heartbeat, applied here; 0 before the first. */
      readonly predecessor: LogIndex;
    }
  | {
      readonly kind: "suspect";
      readonly room: RoomIndex;
      /** The last heartbeat of that room applied here: the suspicion holds only while it is the last. */
      readonly lastHeartbeat: LogIndex;
    }
  | MoveCommand
  /** Serve the shard no longer: let what was accepted for it end, then say `released`. Nothing goes to the log. */
  | { readonly kind: "release"; readonly shard: ShardId }
  /** The handover certainly did not happen: serve the shard again. */
  | { readonly kind: "reclaim"; readonly shard: ShardId };

export interface MoveCommand {
  readonly kind: "move";
  readonly shard: ShardId;
  readonly from: RoomIndex;
  readonly to: RoomIndex;
  /** The epoch that is given up, not the new one. */
  readonly epoch: Epoch;
  readonly reason: "failover" | "handover";
  /** The move holds only while this is the last heartbeat of `from` (SPEC.md, M1). */
  readonly ownerHeartbeat: LogIndex;
}

/** Why a room does not serve a shard right now. Passing: another room, or this one later, will. */
export type ServingRefusal =
  /** This room's state differed from the majority's: it serves nothing and is silent until it is started anew. */
  | "diverged"
  /** Not yet caught up with the log since the start. */
  | "catching-up"
  /** Another room owns the shard, or this room is giving it away. */
  | "not-serving"
  /** The owner is suspected. */
  | "switching";
