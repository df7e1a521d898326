import type { Entry, HardState, NodeId, SnapshotMeta } from "@cablecut/raft";

/** What the driver needs from the outside. It uses no clock, timer, socket or file of its own. */

/** Sends to the other replicas. */
export interface Transport {
  /**
   * The message is the concatenation of `chunks`, which are not written to afterwards. It may be lost, late or out of
   * order; false (not sent) is a loss that one knows of. It should not arrive twice: a forwarded payload would then be
   * in the log twice, which a state machine with a client table forgives.
   */
  send(to: NodeId, chunks: readonly Uint8Array[]): boolean;
}

export interface Timers {
  /** Monotonic milliseconds. */
  now(): number;
  /** Runs `task` once, about `delayMs` from now; the result calls it off. */
  after(delayMs: number, task: () => void): () => void;
  /** Runs `task` soon, after what the present turn of the event loop still brings. */
  defer(task: () => void): void;
}

/** One atomic write: a snapshot to adopt first, then hard state, then entries. */
export interface StorageWrite {
  readonly hardState: HardState | null;
  /** A received snapshot whose last chunk was stored: it voids every entry written before. */
  readonly adopt: SnapshotMeta | null;
  /** An entry at or below the last index replaces it and voids everything above. */
  readonly entries: readonly Entry[];
}

export interface StoredChunk {
  readonly data: Uint8Array;
  readonly last: boolean;
}

/**
 * Stable storage. No call waits for the disk, no callback comes from within the call; after a failure of the disk
 * callbacks stay out (the owner of the storage hears of it and ends the process).
 */
export interface LogStorage {
  /** `durable` comes in the order of the calls. */
  persist(write: StorageWrite, durable: () => void): void;
  /**
   * Stores a snapshot of the state after `position`, durable no earlier than everything persisted before. False: a
   * newer one was adopted meanwhile, and this one is forgotten.
   */
  saveSnapshot(
    position: SnapshotMeta,
    chunks: readonly Uint8Array[],
    stored: (current: boolean) => void,
  ): void;
  /** Chunk number `chunk`, from 0, of the current snapshot; null if `position` is not the current one. */
  readSnapshotChunk(
    position: SnapshotMeta,
    chunk: number,
    done: (read: StoredChunk | null) => void,
  ): void;
  /** Chunks of a snapshot from another replica, in order. Chunk 0 begins anew; `stored` of the last means durable. */
  receiveSnapshotChunk(
    position: SnapshotMeta,
    chunk: number,
    last: boolean,
    data: Uint8Array,
    stored: () => void,
  ): void;
  /** What was received of a snapshot and is not adopted never will be. */
  forgetReceived(): void;
  /** Entries up to `upToIndex` are not needed after a restart any more. A hint. */
  compact(upToIndex: number): void;
  /** This replica has recovered from the loss of its log: the marks of `RestoredLog.recovering` and `follows` go. */
  recovered(): void;
  /** Bytes handed over and not yet durable. */
  backlogBytes(): number;
  /** May be called again; each `closed` comes once everything is closed. */
  close(closed: () => void): void;
}

/** What the storage held when it was opened. */
export interface RestoredLog {
  readonly hardState: HardState;
  readonly snapshot: SnapshotMeta | null;
  readonly snapshotChunks: readonly Uint8Array[];
  /** Dense; begins at or below snapshot.index + 1. */
  readonly entries: readonly Entry[];
  /** The log that this replica had is lost; until it has recovered it neither votes nor acknowledges. */
  readonly recovering: boolean;
  /** That loss was accepted: it counts, but leaves it to the others to lead until it has what they have. */
  readonly follows?: boolean;
}
