import type { AccountId, Epoch, LogIndex, RoomIndex, ShardId } from "../values/ids.ts";
import type { DialChange } from "../show/dials.ts";
import type { MeasureSource } from "./incidents.ts";
import type { Pace } from "../show/pace.ts";

/**
 * What happened in the log besides transfers: decided by the order of the log, the same in every room. The time at
 * which an event is seen is not part of it; whoever records a timeline stamps it with one clock of its own.
 */
export type LogEvent = { readonly index: LogIndex } & (
  | {
      readonly kind: "room-suspected";
      readonly room: RoomIndex;
      readonly by: RoomIndex;
      /** 0 where it hit no shard and no incident is open. */
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
      /** Of people; synthetic attendees are not counted. */
      readonly accounts: number;
    }
  | { readonly kind: "pace-set"; readonly pace: Pace }
  | { readonly kind: "failback-set"; readonly failback: boolean }
  | { readonly kind: "dial-set"; readonly change: DialChange }
  /** From here on incidents and dials are state of the log. */
  | { readonly kind: "format-adopted"; readonly format: number }
  | {
      /** The first payment by an account of a hit shard behind the entry that settled it. */
      readonly kind: "shard-back";
      readonly shard: ShardId;
      readonly incident: number;
      readonly byPerson: boolean;
    }
  /** Every shard that it hit is back. */
  | { readonly kind: "incident-ended"; readonly incident: number }
  | {
      readonly kind: "incident-measured";
      readonly incident: number;
      readonly source: MeasureSource;
      readonly durationMs: number;
    }
  | {
      readonly kind: "account-opened";
      readonly account: AccountId;
      readonly shard: ShardId;
      readonly synthetic: boolean;
    }
  /** This room's state differed from the majority's at the same index. */
  | { readonly kind: "room-diverged"; readonly room: RoomIndex; readonly atIndex: LogIndex }
);
