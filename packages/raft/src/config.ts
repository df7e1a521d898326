import { invariant } from "./invariant.ts";
import type { NodeId, RaftConfig } from "./types.ts";

const KiB = 1024;
const MiB = 1024 * KiB;

/** Largest membership; a quorum is found by sorting in place, and ids are meant to stay small. */
const nodeCountMax = 7;

/** The settings that were measured for five rooms on one machine; `changes` replaces single ones. */
export function raftConfig(
  id: NodeId,
  nodeCount: number,
  changes: Partial<RaftConfig> = {},
): RaftConfig {
  return {
    id,
    nodeCount,
    electionTimeoutMinMs: 300,
    electionTimeoutMaxMs: 600,
    heartbeatMs: 50,
    entryBytesMax: 1 * MiB,
    appendBytesMax: 1 * MiB,
    appendEntriesMax: 4096,
    inflightMessagesMax: 64,
    inflightBytesMax: 8 * MiB,
    uncommittedEntriesMax: 65_536,
    uncommittedBytesMax: 64 * MiB,
    applyEntriesMax: 4096,
    applyBytesMax: 16 * MiB,
    snapshotChunksInflightMax: 4,
    snapshotRetryMs: 1000,
    ...changes,
  };
}

/** A configuration that cannot work is a bug of whoever wrote it: throws RaftInvariantError. */
export function assertConfig(config: RaftConfig): void {
  const { id, nodeCount } = config;
  invariant(
    nodeCount % 2 === 1 && nodeCount >= 1 && nodeCount <= nodeCountMax,
    `nodeCount must be 1, 3, 5 or 7, not ${nodeCount}`,
  );
  invariant(Number.isInteger(id) && id >= 0 && id < nodeCount, `no node ${id} among ${nodeCount}`);
  invariant(
    config.electionTimeoutMinMs > 2 * config.heartbeatMs,
    "the minimum election timeout must outlast two heartbeats (paper §5.6)",
  );
  invariant(
    config.electionTimeoutMaxMs > config.electionTimeoutMinMs,
    "election timeouts must be spread, or votes split for ever (paper §5.2)",
  );
  for (const [name, value] of Object.entries(config)) {
    if (name === "id") continue;
    invariant(Number.isFinite(value) && value > 0, `${name} must be positive, not ${value}`);
  }
}
