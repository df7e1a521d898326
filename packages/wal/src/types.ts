/** What a wal stores and gives back. The shapes are those of the Raft paper's Figure 2. */

export interface WalEntry {
  /** Dense. An entry at or below the last index replaces it and voids everything above. */
  readonly index: number;
  readonly term: number;
  readonly data: Uint8Array;
}

/** Figure 2, "Persistent state on all servers": currentTerm and votedFor. */
export interface WalHardState {
  readonly term: number;
  readonly votedFor: number | null;
}

/** The last log position that a snapshot covers. */
export interface SnapshotPosition {
  readonly index: number;
  readonly term: number;
}

/** A complete snapshot file, as its pointer record describes it. */
export interface StoredSnapshot extends SnapshotPosition {
  readonly bytes: number;
  /** CRC-32 over the checksums of its chunks. */
  readonly checksum: number;
}

/** One atomic write: after a crash all of it is there or nothing. */
export interface WalWrite {
  readonly hardState: WalHardState | null;
  /** A received snapshot to adopt: it voids every entry written before. */
  readonly adopt: StoredSnapshot | null;
  readonly entries: readonly WalEntry[];
}

/** What was on the disk. */
export interface Recovered {
  readonly hardState: WalHardState;
  readonly snapshot: StoredSnapshot | null;
  /** Dense; begins at or below snapshot.index + 1, at 1 without a snapshot. */
  readonly entries: readonly WalEntry[];
  /** Bytes of an unfinished write that a crash left behind and recovery cut; 0 after a clean stop. */
  readonly tornBytes: number;
  /** The log that was here before is lost: what is here now was written since, and says nothing about promises. */
  readonly recovering: boolean;
  /** It was begun after a loss that was accepted, and may lack what others have. */
  readonly follows: boolean;
}

export type Result<Value, Refusal> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };
