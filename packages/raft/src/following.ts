import { invariant } from "./invariant.ts";
import { askForBarrier, believedCommit, noteMatch } from "./recovery.ts";
import type { RaftState } from "./state.ts";
import type { AppendRequest, CommitNotice, Heartbeat } from "./messages.ts";
import type { Entry, NodeId } from "./types.ts";

/**
 * Figure 2, AppendEntries RPC, receiver. Receiver 1 (an older term) was answered before, a newer term adopted
 * (All Servers 2).
 */
export function onAppendRequest(state: RaftState, from: NodeId, request: AppendRequest): void {
  // Candidates 3: an append of this term means that its election is over.
  state.heardLeader(from);
  const { log } = state;
  const { prevLogIndex } = request;
  // AppendEntries RPC, receiver 2. A committed prefix matches every later leader's log (§5.4.3), whether or not this node still holds it.
  if (prevLogIndex > log.commitIndex && log.termAt(prevLogIndex) !== request.prevLogTerm) {
    reject(state, from, prevLogIndex);
    if (state.recovery !== null) askForBarrier(state, state.recovery, from);
    return;
  }
  store(state, request.entries);
  // Receiver 5: not beyond the last entry this message vouches for.
  const lastNewIndex = prevLogIndex + request.entries.length;
  const commitIndex = Math.min(request.leaderCommit, lastNewIndex);
  if (commitIndex > log.commitIndex) log.commitTo(commitIndex);
  const matchIndex = Math.max(lastNewIndex, log.commitIndex);
  noteMatch(state, matchIndex);
  acknowledge(state, from, matchIndex);
}

/** "My log equals yours up to there", once that is durable; of whoever is recovering it counts for nothing. */
export function acknowledge(state: RaftState, leader: NodeId, matchIndex: number): void {
  const { term, recovery } = state;
  if (recovery === null) state.sendWhenDurable(leader, { kind: "appendAck", term, matchIndex });
  else {
    const { life } = recovery;
    state.sendWhenDurable(leader, { kind: "recoveryAck", term, life, matchIndex });
  }
}

/** AppendEntries RPC, receiver 2: false, with the hint of §5.3. */
function reject(state: RaftState, leader: NodeId, prevLogIndex: number): void {
  const { log, term } = state;
  const conflictTerm = log.termAt(prevLogIndex) ?? 0;
  const conflictIndex =
    conflictTerm === 0 ? log.lastIndex + 1 : log.firstIndexOfTermAt(prevLogIndex);
  state.send(leader, { kind: "appendReject", term, prevLogIndex, conflictTerm, conflictIndex });
}

/**
 * AppendEntries RPC, receiver 3 and 4: drop what conflicts, append what is new, leave alone what is there. An old
 * message that is shorter than the log must not cut it, nor does it (Figure 3, Log Matching).
 */
function store(state: RaftState, entries: readonly Entry[]): void {
  const { log } = state;
  for (const entry of entries) {
    if (entry.index > log.lastIndex) {
      log.append(entry);
      continue;
    }
    const term = log.termAt(entry.index);
    if (term === entry.term) continue;
    if (entry.index <= log.commitIndex) {
      invariant(term === null, `entry ${entry.index} contradicts what is committed`);
      continue;
    }
    // Receiver 3: the entry and all that follow it give way; receiver 4: to the leader's.
    log.truncateFrom(entry.index);
    log.append(entry);
  }
}

/** `commit` is at most what this node acknowledged in this term, so its log matches the leader's up to there. */
export function onHeartbeat(state: RaftState, from: NodeId, message: Heartbeat): void {
  state.heardLeader(from);
  learnCommit(state, message.commit);
  if (state.recovery !== null) askForBarrier(state, state.recovery, from);
  else state.send(from, { kind: "heartbeatAck", term: state.term });
}

export function onCommitNotice(state: RaftState, from: NodeId, message: CommitNotice): void {
  state.heardLeader(from);
  learnCommit(state, message.commit);
}

function learnCommit(state: RaftState, told: number): void {
  const commit = believedCommit(state, told);
  if (commit <= state.log.commitIndex) return;
  state.log.commitTo(commit);
  if (state.follows && state.log.termAt(commit) === state.term) state.endFollowing();
}
