import { invariant } from "./invariant.ts";
import { Progress } from "./progress.ts";
import { quorumIndex } from "./quorum.ts";
import { answerReads, repeatReadRound } from "./read-rounds.ts";
import type { Leader, RaftState } from "./state.ts";
import type { NodeId } from "./types.ts";

/** Paper §8: what a new leader appends, so that it can commit what its predecessors left (§5.4.2). */
export const noop = new Uint8Array(0);

/** Figure 2, Volatile state on leaders (reinitialized after election), and Leaders 1. */
export function lead(state: RaftState): void {
  const { log, nowMs } = state;
  const leader: Leader = {
    kind: "leader",
    peers: state.otherNodes.map((id) => new Progress(id, log.lastIndex + 1, nowMs)),
    heartbeatDueMs: nowMs + state.config.heartbeatMs,
    uncommittedBytes: 0,
    transfer: null,
    committedInTerm: false,
    reads: { round: 0, pending: [] },
  };
  for (const entry of log.slice(log.commitIndex + 1, Infinity, Infinity)) {
    leader.uncommittedBytes += entry.data.length;
  }
  state.role = leader;
  state.leader = state.config.id;
  // Whoever leads has what a snapshot of its predecessor could tell it (§5.4.3).
  state.reception = null;
  // Leaders 1: the no-op's append is the first sign of life; it leaves with the next `take`.
  appendAsLeader(state, leader, noop);
}

/**
 * Figure 2, Leaders 2. Sent to the peers and to storage with the next `take`, in one batch with its neighbours; the client
 * is answered by the driver, once the entry is applied. A leader's log changes in no other way: Figure 3, Leader
 * Append-Only.
 */
export function appendAsLeader(state: RaftState, leader: Leader, data: Uint8Array): void {
  state.log.append({ index: state.log.lastIndex + 1, term: state.term, data });
  leader.uncommittedBytes += data.length;
}

export function progressOf(leader: Leader, id: NodeId): Progress {
  const progress = leader.peers.find((peer) => peer.id === id);
  invariant(progress !== undefined, `node ${id} is no peer`);
  return progress;
}

/**
 * The peer that has answered this leader. Only answers are signs that it is being led: a peer that asks for votes or
 * forwards proposals may be deaf to this leader (dissertation 6.2).
 */
export function answeredBy(state: RaftState, leader: Leader, id: NodeId): Progress {
  const progress = progressOf(leader, id);
  progress.lastHeardMs = state.nowMs;
  return progress;
}

/**
 * Figure 2, Leaders 4: commit what a majority has on disk, the leader's own copy counting like any other. Only an
 * entry of the current term is counted; older ones follow with it (§5.4.2, Figure 8).
 */
export function advanceCommit(state: RaftState): void {
  const { log, role } = state;
  if (role.kind !== "leader") return;
  const index = quorumIndex([log.durableIndex, ...role.peers.map((peer) => peer.countedIndex)]);
  if (index <= log.commitIndex || log.termAt(index) !== state.term) return;
  for (const entry of log.slice(log.commitIndex + 1, Infinity, Infinity, index)) {
    role.uncommittedBytes -= entry.data.length;
  }
  log.commitTo(index);
  role.committedInTerm = true;
  // Whoever led before had all of it, and handed over.
  if (state.follows && log.durableIndex >= index) state.endFollowing();
  answerReads(state, role);
}

/** Leaders 1: heartbeats in idle periods; and with each the check whether this node still leads anybody. */
export function tickLeader(state: RaftState, leader: Leader): void {
  if (leader.transfer !== null && state.nowMs >= leader.transfer.deadlineMs) leader.transfer = null;
  if (state.nowMs < leader.heartbeatDueMs) return;
  leader.heartbeatDueMs = state.nowMs + state.config.heartbeatMs;
  if (!hearsQuorum(state, leader)) {
    state.becomeFollower(state.term, null);
    return;
  }
  for (const peer of leader.peers) {
    const commit = Math.min(state.log.commitIndex, peer.matchIndex);
    peer.sentCommit = Math.max(peer.sentCommit, commit);
    state.send(peer.id, { kind: "heartbeat", term: state.term, commit });
  }
  repeatReadRound(state, leader);
}

export function leaderDueMs(leader: Leader): number {
  return Math.min(leader.heartbeatDueMs, leader.transfer?.deadlineMs ?? Infinity);
}

/**
 * Dissertation 6.2 (check-quorum): a leader that a majority has not answered for an election timeout steps down, so
 * that those who reach it look for another instead of waiting for it.
 */
function hearsQuorum(state: RaftState, leader: Leader): boolean {
  const since = state.nowMs - state.config.electionTimeoutMaxMs;
  const counts = ({ recovery, lastHeardMs }: Progress): boolean =>
    recovery === null && lastHeardMs > since;
  return 1 + leader.peers.filter(counts).length >= state.quorum;
}

/** A process that stood still heard nobody: the silence of that time is its own, not its peers'. */
export function forgiveOwnPause(leader: Leader, pausedMs: number): void {
  for (const peer of leader.peers) peer.lastHeardMs += pausedMs;
}
