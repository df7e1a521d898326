import type {
  CableId,
  LogEvent,
  LogIndex,
  Pace,
  RoomIndex,
  ShardId,
  ShardView,
} from "@cablecut/protocol";

/**
 * What one process wrote down of a show, each line stamped with that process's own clocks when it learned of it. The
 * recovery timeline is computed from such lines and from nothing else, so that it can be computed again from a report.
 */
export type RecordedEvent = {
  /** One monotonic clock, ms. */
  readonly atMs: number;
  /** Wall clock, ms since 1970; for reading only, nothing is computed from it. */
  readonly wallMs: number;
  /** Who said so: "fabric", "hz-a", "gateway". */
  readonly source: string;
} & (
  | {
      /** The replicated state as the recorder first saw it, and again whenever it may have missed events. */
      readonly kind: "baseline";
      readonly appliedIndex: LogIndex;
      readonly pace: Pace;
      /** In the order of their numbers. */
      readonly shards: readonly Pick<ShardView, "owner" | "epoch" | "status">[];
      /** Rooms under suspicion. */
      readonly suspected: readonly RoomIndex[];
      /** Accounts of people per shard. */
      readonly accounts: readonly number[];
    }
  | { readonly kind: "cable-cut"; readonly cable: CableId }
  | { readonly kind: "cable-restored"; readonly cable: CableId }
  | { readonly kind: "room-lost-last-cable"; readonly room: RoomIndex }
  | { readonly kind: "room-regained-cable"; readonly room: RoomIndex }
  | {
      readonly kind: "log-event";
      readonly event: LogEvent;
      /**
       * With `room-suspected`: when the recorder last learned of a heartbeat of that room, on the clock of `atMs`; null
       * where it never did.
       */
      readonly lastHeardAtMs: number | null;
    }
  | {
      /** A real transfer within the shard was committed; `index` and `epoch` are those of its receipt. */
      readonly kind: "canary-booked";
      readonly shard: ShardId;
      readonly epoch: number;
      readonly index: LogIndex;
    }
  | { readonly kind: "leader-changed"; readonly leader: RoomIndex | null }
  /** No quorum of rooms can commit; `committedIndex` is the highest the recorder knew. */
  | { readonly kind: "quorum-lost"; readonly committedIndex: LogIndex }
  | { readonly kind: "quorum-regained" }
);
