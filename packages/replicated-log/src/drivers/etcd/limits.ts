import { defaultRaftLogLimits, type RaftLogLimits } from "../raft/limits.ts";

/** Times in milliseconds, sizes in bytes; what both engines have means the same in both. */
export interface EtcdLogLimits extends RaftLogLimits {
  /** One payload; what it travels in must stay below the 1.5 MiB that a member takes. */
  readonly payloadBytesMax: number;
  /** Payloads that go under one key, unless a single one is larger. */
  readonly groupBytesMax: number;
  /** What stays in the store behind the newest entry, as far as a quorum has it in snapshots; double that while it goes. */
  readonly retentionEntriesMax: number;
  readonly retentionBytesMax: number;
  readonly cutEveryMs: number;
  /** How long one attempt may take before the same key is tried again. */
  readonly attemptMs: number;
  readonly retryMs: number;
  /** After so long without an answer a read is asked again. */
  readonly readRepeatMs: number;
  /** How often the member is asked who leads; the second while nobody does. */
  readonly askEveryMs: number;
  readonly askSoonMs: number;
  /** A member that has not answered for so long is not there. */
  readonly memberSilenceMs: number;
  readonly tellPeersMs: number;
  /** How long a room waits for a piece of a snapshot before it asks the next one. */
  readonly snapshotPatienceMs: number;
}

const MiB = 1024 * 1024;

export const defaultEtcdLogLimits: EtcdLogLimits = {
  ...defaultRaftLogLimits,
  // A snapshot is what lets go of the store, so it comes more often than with our own log.
  snapshotEveryBytes: 128 * MiB,
  snapshotEveryEntries: 20_000,
  payloadBytesMax: 1 * MiB - 64,
  groupBytesMax: 128 * 1024,
  retentionEntriesMax: 40_000,
  retentionBytesMax: 192 * MiB,
  cutEveryMs: 500,
  attemptMs: 1_000,
  retryMs: 50,
  readRepeatMs: 250,
  askEveryMs: 100,
  askSoonMs: 25,
  memberSilenceMs: 600,
  tellPeersMs: 100,
  snapshotPatienceMs: 2_000,
};
