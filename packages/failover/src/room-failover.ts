import type { FailoverView, LogEvent, RoomIndex, ShardId, Topology } from "@cablecut/protocol";
import type { FailoverCommand, ServingRefusal } from "./commands.ts";

export interface RoomFailoverConfig {
  readonly topology: Topology;
  /** The room that this is the failover logic of. */
  readonly room: RoomIndex;
}

/** Where this replica of the log stands: a room that lags neither judges others nor calls itself alive. */
export interface LogProgress {
  readonly commitIndex: number;
  readonly appliedIndex: number;
}

/** How a proposed heartbeat ended; an `AppendOutcome` of the replicated log fits. */
export type HeartbeatOutcome =
  | { readonly kind: "committed"; readonly index: number }
  | { readonly kind: "unavailable" }
  | { readonly kind: "unknown" };

/**
 * One room's part in failover, by the rules of SPEC.md: when to heartbeat, whom to suspect, which shards to move, what
 * may be served. Sans-IO: it is told what happened and answers what to do. Every `nowMs` is one monotonic clock of this
 * process, in milliseconds; it is never compared with another process's clock. A clock that goes back is taken as
 * standing still.
 */
export interface RoomFailover {
  /** At the start with the state at hand, then after every applied batch and restored snapshot with what it left. */
  applied(view: FailoverView, events: readonly LogEvent[], nowMs: number): void;
  /** On every change of leader or term that the log reports; null while no leader is known. */
  leaderChanged(leader: RoomIndex | null, nowMs: number): void;
  /** How the heartbeat of that attempt ended, however late; unknown attempts are ignored. */
  heartbeatEnded(attempt: number, outcome: HeartbeatOutcome, nowMs: number): void;
  /** Nothing is in flight any more for a shard whose `release` was commanded. */
  released(shard: ShardId, nowMs: number): void;
  /**
   * What to do now. To be called at `nextWakeMs()` at the latest, and after `applied` and `leaderChanged`; calling it
   * more often changes nothing.
   */
  tick(log: LogProgress, nowMs: number): readonly FailoverCommand[];
  /** When `tick` has something to do next, if nothing happens before; at most one heartbeat interval ahead. */
  nextWakeMs(): number;
  /** Null if a linearizable read of the shard is this room's to answer, once it has applied what the log's read index says. */
  readRefusal(shard: ShardId): ServingRefusal | null;
  /** Whether this room, with a read index of the log applied, may say what is current in the shard, whoever serves it (V5). */
  seesCurrent(shard: ShardId): boolean;
  /** Null if this room may take a transfer whose payer lives in the shard. The log has the last word at apply. */
  transferRefusal(shard: ShardId): ServingRefusal | null;
  /** Per room, milliseconds since its last heartbeat was applied here; null before this room has applied anything. */
  heartbeatAgesMs(nowMs: number): readonly number[] | null;
  /**
   * Milliseconds until the first switching shard may move, as this room sees it: 0 once one may, null while none is
   * switching.
   */
  leaseRemainingMs(nowMs: number): number | null;
  /**
   * What is applied here now was committed just now, so that this room may say later how long ago that was (D10). False
   * for a room that replays, lags, is cut off or has just come back.
   */
  isWitness(nowMs: number): boolean;
  /** This room has caught up since its start and answers requests. */
  readonly ready: boolean;
}
