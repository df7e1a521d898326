import { advanceCommit, answeredBy } from "./leading.ts";
import type { Progress } from "./progress.ts";
import { askForSnapshotChunk, beginSnapshot, retrySnapshot } from "./snapshot-sending.ts";
import type { Leader, RaftState } from "./state.ts";
import { continueTransfer } from "./leadership-transfer.ts";
import type { AppendAck, AppendReject, AppendRequest } from "./messages.ts";
import type { Entry, NodeId } from "./types.ts";

/**
 * Figure 2, Leaders 3: sends every peer what it lacks, as far as flow control allows. Runs once per `take`, so
 * everything proposed since the last one travels in one message, and peers that stand at the same place share it.
 */
export function replicate(state: RaftState, leader: Leader): void {
  const shared: SharedAppends = new Map();
  for (const peer of leader.peers) {
    if (peer.transfer === null && state.log.termAt(peer.nextIndex - 1) === null) {
      if (!beginSnapshot(state, peer)) continue;
    }
    if (peer.transfer !== null) askForSnapshotChunk(state, peer.id, peer.transfer);
    else if (peer.state === "probe") sendProbe(state, peer, shared);
    else sendPipelined(state, peer, shared);
    peer.verifyDue = false;
    noticeCommit(state, peer);
  }
}

/** Appends of one `take`, by the index they follow: equal ones are one object, which a driver encodes once. */
type SharedAppends = Map<number, { readonly message: AppendRequest; readonly bytes: number }>;

/** Until the peer's position is certain, one append at a time; a repeated one carries no entries. */
function sendProbe(state: RaftState, peer: Progress, shared: SharedAppends): void {
  if (!peer.probeSent) send(state, peer, appendAfter(state, peer, shared).message);
  else if (peer.verifyDue) send(state, peer, appendOf(state, peer, []));
  peer.probeSent = true;
}

/** Dissertation 10.2: nextIndex advances without waiting for the acknowledgement. */
function sendPipelined(state: RaftState, peer: Progress, shared: SharedAppends): void {
  let sent = false;
  while (peer.nextIndex <= state.log.lastIndex && !peer.isFull(state.config)) {
    const { message, bytes } = appendAfter(state, peer, shared);
    send(state, peer, message);
    peer.sent(peer.nextIndex + message.entries.length - 1, bytes);
    sent = true;
  }
  if (!sent && peer.verifyDue) send(state, peer, appendOf(state, peer, []));
}

function send(state: RaftState, peer: Progress, message: AppendRequest): void {
  const commit = Math.min(message.leaderCommit, message.prevLogIndex + message.entries.length);
  peer.sentCommit = Math.max(peer.sentCommit, commit);
  state.send(peer.id, message);
}

function appendAfter(
  state: RaftState,
  peer: Progress,
  shared: SharedAppends,
): { readonly message: AppendRequest; readonly bytes: number } {
  const known = shared.get(peer.nextIndex);
  if (known !== undefined) return known;
  const { appendEntriesMax, appendBytesMax } = state.config;
  const entries = state.log.slice(peer.nextIndex, appendEntriesMax, appendBytesMax);
  let bytes = 0;
  for (const entry of entries) bytes += entry.data.length;
  const append = { message: appendOf(state, peer, entries), bytes };
  shared.set(peer.nextIndex, append);
  return append;
}

function appendOf(state: RaftState, peer: Progress, entries: readonly Entry[]): AppendRequest {
  const { log, term } = state;
  const prevLogIndex = peer.nextIndex - 1;
  const prevLogTerm = log.termAt(prevLogIndex) ?? 0;
  const leaderCommit = log.commitIndex;
  return { kind: "appendRequest", term, prevLogIndex, prevLogTerm, leaderCommit, entries };
}

/** Tells a peer of a commit that no append carried: an idle log must not wait for the next heartbeat. */
function noticeCommit(state: RaftState, peer: Progress): void {
  const commit = Math.min(state.log.commitIndex, peer.matchIndex);
  if (commit <= peer.sentCommit) return;
  peer.sentCommit = commit;
  state.send(peer.id, { kind: "commitNotice", term: state.term, commit });
}

/** Figure 2, Leaders 3, success: raise matchIndex and nextIndex. */
export function onAppendAck(state: RaftState, from: NodeId, ack: AppendAck): void {
  const { role } = state;
  if (role.kind !== "leader") return;
  const peer = answeredBy(state, role, from);
  if (peer.recovery !== null) {
    // From before the loss: what was acknowledged then ends before the barrier. From there on it speaks of what is there.
    if (ack.matchIndex < peer.recovery.barrierIndex) return;
    peer.endRecovery();
    storedBy(state, peer, ack.matchIndex);
  } else if (!storedBy(state, peer, ack.matchIndex)) {
    return;
  }
  advanceCommit(state);
  continueTransfer(state, role);
}

/** Moves on what is sent to the peer. Returns false if it says nothing new. */
export function storedBy(state: RaftState, peer: Progress, matchIndex: number): boolean {
  const news = peer.acknowledged(matchIndex);
  // Also an acknowledgement that says nothing new answers a probe. A snapshot is needless from where the log begins,
  // and done when the peer stands at its end, even if the log was compacted beyond that (the next one follows then).
  const needless = state.log.termAt(peer.matchIndex) !== null;
  const done = peer.transfer !== null && peer.matchIndex >= peer.transfer.snapshot.index;
  if (peer.state === "probe" || (peer.transfer !== null && (needless || done))) peer.replicate();
  return news;
}

/**
 * Figure 2, Leaders 3, failure: go back. With the hint of paper §5.3 a term is skipped per message: to the end of the
 * conflicting term in the own log if it is there, else before its beginning in the follower's.
 */
export function onAppendReject(state: RaftState, from: NodeId, reject: AppendReject): void {
  const { role, log } = state;
  if (role.kind !== "leader") return;
  const peer = answeredBy(state, role, from);
  if (peer.transfer !== null) return;
  // An answer to something older than what is known by now, or than the probe under way.
  if (reject.prevLogIndex <= peer.matchIndex) return;
  if (peer.state === "probe" && reject.prevLogIndex !== peer.nextIndex - 1) return;
  const lastOfTerm = reject.conflictTerm === 0 ? null : log.lastIndexOfTerm(reject.conflictTerm);
  const hinted = lastOfTerm === null ? reject.conflictIndex : lastOfTerm + 1;
  peer.probeFrom(Math.min(hinted, reject.prevLogIndex));
}

/** The peer is there. If it lags, make sure that what was sent also arrived. */
export function onHeartbeatAck(state: RaftState, from: NodeId): void {
  const { role } = state;
  if (role.kind !== "leader") return;
  const peer = answeredBy(state, role, from);
  verifyLagging(state, peer);
  // It no longer asks for the barrier: it may count again, and an acknowledgement says so.
  if (peer.recovery !== null) peer.verifyDue = true;
  continueTransfer(state, role);
}

/** The peer is there. If it lags, make sure that what was sent also arrived. */
export function verifyLagging(state: RaftState, peer: Progress): void {
  if (peer.transfer !== null) retrySnapshot(state, peer.transfer);
  else if (peer.matchIndex < state.log.lastIndex) peer.verifyDue = true;
}
