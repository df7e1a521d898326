/** Times in milliseconds, sizes in bytes. */
export interface RaftLogLimits {
  /** After this an append is `unknown` (or `unavailable`, if it was never sent), and a read whose index is not applied here `unavailable: lagging`. */
  readonly appendTimeoutMs: number;
  /**
   * How long an append may wait for a leader to be known, and a read for a leader to prove itself, before it is
   * `unavailable: no-leader`.
   */
  readonly leaderWaitMs: number;
  /** Reads that may be open at once; more are `unavailable: overloaded`. */
  readonly openReadsMax: number;
  /** Appends, and their payload bytes, that may be open at once; more are `unavailable: overloaded`. */
  readonly openAppendsMax: number;
  readonly openBytesMax: number;
  /** While more than this waits for the own disk, appends are `unavailable: overloaded`. */
  readonly storageBacklogBytesMax: number;
  /** A snapshot is taken after so much payload or so many entries. */
  readonly snapshotEveryBytes: number;
  readonly snapshotEveryEntries: number;
  /** What stays in memory and in the wal below a snapshot, for followers that are a little behind. */
  readonly keepEntriesMax: number;
  readonly keepBytesMax: number;
}

const MiB = 1024 * 1024;

export const defaultRaftLogLimits: RaftLogLimits = {
  appendTimeoutMs: 2000,
  leaderWaitMs: 1000,
  openReadsMax: 65_536,
  openAppendsMax: 16_384,
  openBytesMax: 64 * MiB,
  storageBacklogBytesMax: 128 * MiB,
  snapshotEveryBytes: 256 * MiB,
  snapshotEveryEntries: 200_000,
  keepEntriesMax: 20_000,
  keepBytesMax: 64 * MiB,
};
