import { invariant } from "./invariant.ts";
import { answeredBy, progressOf } from "./leading.ts";
import type { Progress, SnapshotTransfer } from "./progress.ts";
import type { RaftState } from "./state.ts";
import type { SnapshotAck } from "./messages.ts";
import type { Input, NodeId, SnapshotMeta } from "./types.ts";

/**
 * Paper §7: a peer that needs entries the leader has compacted gets the newest snapshot, in chunks. A peer that was
 * silent for an election timeout gets none (false): nobody would take it.
 */
export function beginSnapshot(state: RaftState, peer: Progress): boolean {
  if (state.nowMs - peer.lastHeardMs >= state.config.electionTimeoutMaxMs) return false;
  const { snapshot } = state.log;
  invariant(
    snapshot !== null,
    `the log begins at ${state.log.firstIndex} and no snapshot is known`,
  );
  peer.sendSnapshot(snapshot, state.nowMs);
  return true;
}

/** One read at a time, while the window of unacknowledged chunks is open. */
export function askForSnapshotChunk(
  state: RaftState,
  to: NodeId,
  transfer: SnapshotTransfer,
): void {
  if (transfer.reading || transfer.lastSent) return;
  const ahead = transfer.nextChunk - transfer.ackedChunks;
  if (ahead >= state.config.snapshotChunksInflightMax) return;
  transfer.reading = true;
  state.snapshotReads.push({ to, snapshot: transfer.snapshot, chunk: transfer.nextChunk });
}

type ChunkRead = Extract<Input, { kind: "snapshotChunkRead" }>;

/** The driver's bytes for a chunk. An answer to a read that is no longer wanted is dropped. */
export function onSnapshotChunkRead(state: RaftState, read: ChunkRead): void {
  const transfer = awaitedTransfer(state, read.to, read.snapshot);
  if (transfer === null || transfer.nextChunk !== read.chunk) return;
  transfer.reading = false;
  transfer.nextChunk++;
  transfer.lastSent = read.last;
  const { snapshot, chunk, last, data } = read;
  state.send(read.to, { kind: "snapshotChunk", term: state.term, snapshot, chunk, last, data });
}

/**
 * Starts again with the newest snapshot. If that is the very one that failed, it is tried again after
 * snapshotRetryMs (see `retrySnapshot`): a driver that always fails must not make a busy loop.
 */
export function onSnapshotReadFailed(state: RaftState, to: NodeId, failed: SnapshotMeta): void {
  if (awaitedTransfer(state, to, failed) === null || state.role.kind !== "leader") return;
  const newest = state.log.snapshot;
  if (newest === null || newest.index <= failed.index) return;
  progressOf(state.role, to).sendSnapshot(newest, state.nowMs);
}

function awaitedTransfer(
  state: RaftState,
  to: NodeId,
  snapshot: SnapshotMeta,
): SnapshotTransfer | null {
  if (state.role.kind !== "leader") return null;
  const { transfer } = progressOf(state.role, to);
  if (transfer === null || !transfer.reading) return null;
  return transfer.snapshot.index === snapshot.index ? transfer : null;
}

/** Cumulative, so that a lost acknowledgement does no harm. */
export function onSnapshotAck(state: RaftState, from: NodeId, ack: SnapshotAck): void {
  if (state.role.kind !== "leader") return;
  const { transfer } = answeredBy(state, state.role, from);
  if (transfer === null || transfer.snapshot.index !== ack.snapshotIndex) return;
  if (ack.chunks === 0) {
    // The receiver has nothing of it: it was restarted, or has begun another.
    rewind(state, transfer, 0);
  } else if (ack.chunks > transfer.ackedChunks) {
    transfer.ackedChunks = ack.chunks;
    transfer.lastProgressMs = state.nowMs;
    if (ack.chunks > transfer.nextChunk) skipTo(transfer, ack.chunks);
  }
}

/** After a rewind the receiver may turn out to have more than was thought. */
function skipTo(transfer: SnapshotTransfer, chunk: number): void {
  transfer.nextChunk = chunk;
  transfer.reading = false;
}

/** The peer answers heartbeats, yet no chunk was acknowledged for too long: send again from there. */
export function retrySnapshot(state: RaftState, transfer: SnapshotTransfer): void {
  if (state.nowMs - transfer.lastProgressMs < state.config.snapshotRetryMs) return;
  // With all chunks stored only the final answer can be missing; the last chunk brings it forth again.
  const all = transfer.lastSent && transfer.ackedChunks === transfer.nextChunk;
  rewind(state, transfer, all ? transfer.ackedChunks - 1 : transfer.ackedChunks);
}

function rewind(state: RaftState, transfer: SnapshotTransfer, chunk: number): void {
  transfer.nextChunk = transfer.ackedChunks = chunk;
  transfer.reading = transfer.lastSent = false;
  transfer.lastProgressMs = state.nowMs;
}
