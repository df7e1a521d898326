/**
 * The port of the replicated log: what a room may ask of it, whatever engine is behind.
 *
 * The log is a sequence of opaque payloads with dense indexes 1, 2, 3, ... All replicas see the same payload at the
 * same index. Everything is callback-based and synchronous where it can be, so that a simulation under virtual time
 * and a real process run the very same code.
 */

/** Position of a replica in the topology: 0 .. replicas-1. */
export type ReplicaId = number;

/**
 * What became of an append. `committed` and `unavailable` are definite. `unknown` is not: the payload may be in the log
 * now, may come later or never; only the log itself can tell (the ledger's client table makes a repetition harmless).
 */
export type AppendOutcome =
  | { readonly kind: "committed"; readonly index: number }
  | {
      readonly kind: "unavailable";
      readonly reason: "no-leader" | "overloaded" | "payload-too-large" | "stopped";
    }
  | {
      readonly kind: "unknown";
      /** `leader-changed`: it went to a leader that is none any more, and the new leader's log does not hold it. */
      readonly reason: "timeout" | "leader-changed" | "stopped";
    };

/**
 * What became of a read. Neither changes anything, so whoever is told `unavailable` may always ask again.
 */
export type ReadIndexOutcome =
  /** Everything acknowledged anywhere before the call is at or below `index`, and applied here. */
  | { readonly kind: "applied"; readonly index: number }
  | {
      readonly kind: "unavailable";
      /** `no-leader`: none that a quorum follows was found in time. `lagging`: this replica is too far behind. */
      readonly reason: "no-leader" | "lagging" | "overloaded" | "stopped";
    };

/** One committed payload. An empty payload is an entry of the engine itself (a new leader's no-op). */
export interface CommittedEntry {
  readonly index: number;
  readonly term: number;
  readonly payload: Uint8Array;
}

/** The state machine on top of the log. All calls are synchronous and come from one event loop, in index order. */
export interface LogConsumer {
  /** Applies entries; the first one's index is the last applied or restored index + 1. Payloads are not reused. */
  apply(entries: readonly CommittedEntry[]): void;
  /** The state after the last applied entry, as chunks of any size that the consumer no longer changes. */
  snapshot(): readonly Uint8Array[];
  /**
   * Replaces the whole state by a snapshot taken after the entry `index` was applied. The chunks may be cut in other
   * places than those of `snapshot`; only their concatenation is the same. Throws on a damaged snapshot.
   */
  restore(index: number, chunks: readonly Uint8Array[]): void;
  /** The leader this replica knows, or null. Called on every change of leader or term. */
  leaderChanged(leader: ReplicaId | null, term: number): void;
}

export interface ReplicaProgress {
  readonly replica: ReplicaId;
  /**
   * Highest index known to be durable on that replica and to count; 0 where this replica cannot know (it is not the leader), and of
   * one that is recovering.
   */
  readonly matchIndex: number;
}

/** Why an engine takes nothing, though it has a leader: `no-space`: the room that it may take is used up; `corrupt`: its copies differ. */
export type LogAlarm = "no-space" | "corrupt";

export interface LogStatus {
  readonly role: "leader" | "follower" | "candidate" | "pre-candidate" | "stopped";
  readonly term: number;
  readonly leader: ReplicaId | null;
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly durableIndex: number;
  readonly commitIndex: number;
  readonly appliedIndex: number;
  readonly snapshotIndex: number;
  /** This replica lost its disk, and counts for no quorum until it has everything that was committed before. */
  readonly recovering: boolean;
  /** Null: it takes entries, as far as is known here. */
  readonly alarm: LogAlarm | null;
  /** What votes beside this replica, a process of the engine's own, does not answer: so it counts for no quorum. */
  readonly memberSilent: boolean;
  readonly peers: readonly ReplicaProgress[];
}

export interface ReplicatedLog {
  /**
   * Asks for one payload to be appended. `done` fires exactly once: after the payload was applied here (`committed`),
   * or as soon as it is certain that it never will be (`unavailable`), or when nobody can say in time (`unknown`).
   * Any replica takes appends; a follower forwards them to the leader. `done` never fires from within this call. The
   * payload is copied; an empty one throws RangeError.
   */
  append(payload: Uint8Array, done: (outcome: AppendOutcome) => void): void;
  /**
   * For linearizable reads (Raft dissertation 6.4): `done` fires exactly once, after this replica has applied everything
   * that was acknowledged at any replica before the call, or as soon as it is certain that nobody can say in time what that
   * is. Any replica can be asked. `done` never fires from within this call.
   */
  readIndex(done: (outcome: ReadIndexOutcome) => void): void;
  status(): LogStatus;
  /** Asks the leader to hand over to `to`; a hint without a promise, ignored on a follower. */
  transferLeadership(to: ReplicaId): void;
  /**
   * Stops for good: open appends end as `unknown` (as `unavailable`, if they were never sent), nothing is sent or
   * applied afterwards, files are closed. May be called again; each `stopped` comes once everything is closed.
   */
  stop(stopped: () => void): void;
}
