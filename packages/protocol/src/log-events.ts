import type { AccountId, Epoch, LogIndex, RoomIndex, ShardId } from "./ids.ts";
import type { Pace } from "./pace.ts";

/**
 * What happened in the log besides transfers: decided by the order of the log, the same in every room. The time at
 * which an event is seen is not part of it; whoever records a timeline stamps it with one clock of its own.
 */
export type LogEvent = { readonly index: LogIndex } & (
  | {
      readonly kind: "room-suspected";
      readonly room: RoomIndex;
      readonly by: RoomIndex;
      readonly incident: number;
    }
  /** A valid heartbeat took the suspicion back; `shards` never moved and are serving again. */
  | { readonly kind: "suspicion-withdrawn"; readonly room: RoomIndex; readonly shards: number }
  | { readonly kind: "room-drained"; readonly room: RoomIndex }
  | { readonly kind: "room-undrained"; readonly room: RoomIndex }
  | {
      readonly kind: "shard-moved";
      readonly shard: ShardId;
      readonly from: RoomIndex;
      readonly to: RoomIndex;
      readonly epoch: Epoch;
      readonly reason: "failover" | "handover";
      readonly accounts: number;
    }
  | { readonly kind: "pace-set"; readonly pace: Pace }
  | { readonly kind: "failback-set"; readonly failback: boolean }
  | { readonly kind: "account-opened"; readonly account: AccountId; readonly shard: ShardId }
  /** This room's state differed from the majority's at the same index. */
  | { readonly kind: "room-diverged"; readonly room: RoomIndex; readonly atIndex: LogIndex }
);
