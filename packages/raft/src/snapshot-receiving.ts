import { acknowledge } from "./following.ts";
import { noteMatch } from "./recovery.ts";
import type { RaftState, SnapshotReception } from "./state.ts";
import type { SnapshotChunk } from "./messages.ts";
import type { NodeId, SnapshotMeta } from "./types.ts";

/**
 * Figure 13, InstallSnapshot RPC, receiver. Receiver 1 (an older term) was answered before. Chunks are taken in order
 * and acknowledged when the driver has stored them.
 */
export function onSnapshotChunk(state: RaftState, from: NodeId, message: SnapshotChunk): void {
  state.heardLeader(from);
  const { snapshot, chunk } = message;
  if (isNeedless(state, snapshot)) {
    acknowledgeCommitted(state, from);
    return;
  }
  // Receiver 2: the first chunk begins a new file.
  if (chunk === 0 && !isPartOf(state.reception, from, message)) {
    const { term } = message;
    const progress = { nextChunk: 0, storedChunks: 0, complete: false };
    state.reception = { from, term, snapshot, ...progress };
  }
  const { reception } = state;
  if (reception === null || !isPartOf(reception, from, message)) {
    sendProgress(state, from, snapshot, 0);
  } else if (chunk < reception.storedChunks) {
    sendProgress(state, from, snapshot, reception.storedChunks);
  } else if (chunk === reception.nextChunk && !reception.complete) {
    // Receiver 3: write it. Receiver 4, the answer that asks for more, waits until the driver has stored it.
    reception.nextChunk++;
    reception.complete = message.last;
    state.snapshotWrites.push({ snapshot, chunk, last: message.last, data: message.data });
  }
}

function isPartOf(
  reception: SnapshotReception | null,
  from: NodeId,
  { term, snapshot }: SnapshotChunk,
): boolean {
  if (reception === null || reception.from !== from || reception.term !== term) return false;
  return reception.snapshot.index === snapshot.index && reception.snapshot.term === snapshot.term;
}

/**
 * The driver has stored a chunk. Receiver 4: answer, and wait for more unless it was the last. Receiver 5: with the last
 * one the snapshot is complete on disk; the driver deletes the one before when this one is adopted.
 */
export function onSnapshotChunkStored(
  state: RaftState,
  snapshot: SnapshotMeta,
  chunk: number,
): void {
  const { reception } = state;
  if (reception === null || reception.snapshot.index !== snapshot.index) return;
  if (chunk !== reception.storedChunks || chunk >= reception.nextChunk) return;
  reception.storedChunks++;
  if (reception.complete && reception.storedChunks === reception.nextChunk) {
    state.reception = null;
    adopt(state, snapshot);
  } else if (state.leader === reception.from) {
    sendProgress(state, reception.from, snapshot, reception.storedChunks);
  }
}

/**
 * Figure 13, receiver 7 and 8: the log is void, the state machine starts from the snapshot. Right under any leader: a
 * snapshot holds committed entries only, and every later leader has them (§5.4.3).
 */
function adopt(state: RaftState, snapshot: SnapshotMeta): void {
  if (!isNeedless(state, snapshot)) {
    state.log.resetTo(snapshot);
    state.durability.saveSnapshot(snapshot);
    state.restore = snapshot;
  }
  if (state.leader !== null && state.leader !== state.config.id) {
    acknowledgeCommitted(state, state.leader);
  }
}

/** Figure 13, receiver 6: a log that holds the snapshot's last entry needs no snapshot, only the news of its commit. */
function isNeedless(state: RaftState, snapshot: SnapshotMeta): boolean {
  const { log } = state;
  if (snapshot.index <= log.commitIndex) return true;
  if (log.termAt(snapshot.index) !== snapshot.term) return false;
  log.commitTo(snapshot.index);
  return true;
}

function acknowledgeCommitted(state: RaftState, leader: NodeId): void {
  const { commitIndex } = state.log;
  noteMatch(state, commitIndex);
  acknowledge(state, leader, commitIndex);
}

function sendProgress(state: RaftState, to: NodeId, snapshot: SnapshotMeta, chunks: number): void {
  const { term } = state;
  state.send(to, { kind: "snapshotAck", term, snapshotIndex: snapshot.index, chunks });
}
