import { assertConfig } from "./config.ts";
import {
  castOwnVote,
  electionDueMs,
  ignoresVoteRequest,
  onPreVoteReply,
  onPreVoteRequest,
  onVoteReply,
  onVoteRequest,
  tickElection,
} from "./election.ts";
import { onAppendRequest, onCommitNotice, onHeartbeat } from "./following.ts";
import { flushForwards, onForward, propose } from "./forwarding.ts";
import { advanceCommit, forgiveOwnPause, leaderDueMs, tickLeader } from "./leading.ts";
import { checkMessage } from "./message-check.ts";
import { onRecoveryAck, onRecoveryRequest } from "./peer-recovery.ts";
import {
  onReadIndex,
  onReadIndexReply,
  onReadRound,
  onReadRoundAck,
  readIndex,
} from "./reading.ts";
import { beginReadRound } from "./read-rounds.ts";
import { endRecovery, onRecoveryBarrier } from "./recovery.ts";
import { onAppendAck, onAppendReject, onHeartbeatAck, replicate } from "./replication.ts";
import { onSnapshotChunk, onSnapshotChunkStored } from "./snapshot-receiving.ts";
import { onSnapshotAck, onSnapshotChunkRead, onSnapshotReadFailed } from "./snapshot-sending.ts";
import { RaftState } from "./state.ts";
import { onTimeoutNow, transferLeadership } from "./leadership-transfer.ts";
import type { Message } from "./messages.ts";
import type {
  Effects,
  Input,
  Leadership,
  NodeId,
  ProposeResult,
  Raft,
  RaftOptions,
  RaftStatus,
  ReadRefusal,
  StepRefusal,
} from "./types.ts";

/**
 * A node's core, as a follower of nobody, from what its storage kept (`restored`). Throws RaftInvariantError on a
 * configuration that cannot work or a restored state that contradicts itself.
 */
export function createRaft(options: RaftOptions): Raft {
  assertConfig(options.config);
  return new RaftCore(options);
}

/** Leads every input to the rule of Figure 2 that governs it, and collects what follows from it. */
class RaftCore implements Raft {
  readonly #state: RaftState;
  #told: Leadership;

  constructor(options: RaftOptions) {
    this.#state = new RaftState(options);
    this.#told = this.#leadership();
  }

  step(nowMs: number, input: Input): StepRefusal | null {
    this.#advanceTo(nowMs);
    const refusal = this.#perform(input);
    const { recovery } = this.#state;
    if (recovery !== null) endRecovery(this.#state, recovery);
    return refusal;
  }

  #perform(input: Input): StepRefusal | null {
    const state = this.#state;
    switch (input.kind) {
      case "tick":
        if (state.role.kind === "leader") tickLeader(state, state.role);
        else tickElection(state);
        return null;
      case "message": {
        const refusal = checkMessage(state, input.from, input.message);
        if (refusal === null) receive(state, input.from, input.message);
        return refusal;
      }
      case "persisted":
        confirmPersisted(state, input.id);
        return null;
      case "snapshotStored":
        state.log.snapshotStored(input.snapshot);
        return null;
      case "compact":
        state.log.compact(input.upToIndex);
        return null;
      case "snapshotChunkRead":
        onSnapshotChunkRead(state, input);
        return null;
      case "snapshotReadFailed":
        onSnapshotReadFailed(state, input.to, input.snapshot);
        return null;
      case "snapshotChunkStored":
        onSnapshotChunkStored(state, input.snapshot, input.chunk);
        return null;
      case "transferLeadership":
        transferLeadership(state, input.to);
        return null;
    }
  }

  propose(nowMs: number, data: readonly Uint8Array[]): ProposeResult {
    this.#advanceTo(nowMs);
    return propose(this.#state, data);
  }

  readIndex(nowMs: number, id: number): ReadRefusal | null {
    this.#advanceTo(nowMs);
    return readIndex(this.#state, id);
  }

  take(): Effects {
    const state = this.#state;
    const { log, config } = state;
    flushForwards(state);
    if (state.role.kind === "leader") {
      beginReadRound(state, state.role);
      replicate(state, state.role);
    }
    const effects: Effects = {
      persist: state.durability.takePersist(),
      messages: state.messages,
      restore: state.restore,
      committed: log.takeCommitted(config.applyEntriesMax, config.applyBytesMax),
      snapshotReads: state.snapshotReads,
      snapshotWrites: state.snapshotWrites,
      recovered: state.recovered,
      readIndexes: state.readIndexes,
      leadership: this.#changedLeadership(),
      more: log.appliedIndex < log.commitIndex,
    };
    state.messages = [];
    state.readIndexes = [];
    state.recovered = false;
    state.restore = null;
    state.snapshotReads = [];
    state.snapshotWrites = [];
    return effects;
  }

  nextDeadlineMs(): number {
    const { role } = this.#state;
    return role.kind === "leader" ? leaderDueMs(role) : electionDueMs(this.#state);
  }

  status(): RaftStatus {
    const { config, role, term, votedFor, leader, log, nowMs, recovery } = this.#state;
    const { firstIndex, lastIndex, durableIndex, commitIndex, appliedIndex } = log;
    return {
      id: config.id,
      role: role.kind,
      term,
      votedFor,
      leader,
      firstIndex,
      lastIndex,
      durableIndex,
      commitIndex,
      appliedIndex,
      snapshotIndex: log.snapshot?.index ?? 0,
      logBytes: log.bytes,
      leadershipTransferTo: role.kind === "leader" ? (role.transfer?.to ?? null) : null,
      recovering: recovery !== null,
      peers: role.kind === "leader" ? role.peers.map((peer) => peer.view(nowMs)) : [],
    };
  }

  #advanceTo(nowMs: number): void {
    const state = this.#state;
    const pausedMs = nowMs - state.nowMs;
    if (pausedMs <= 0) return;
    state.nowMs = nowMs;
    const stoodStill = pausedMs > 2 * state.config.heartbeatMs;
    if (stoodStill && state.role.kind === "leader") forgiveOwnPause(state.role, pausedMs);
  }

  #leadership(): Leadership {
    const { role, term, leader } = this.#state;
    return { role: role.kind, term, leader };
  }

  #changedLeadership(): Leadership | null {
    const now = this.#leadership();
    const { role, term, leader } = this.#told;
    if (now.role === role && now.term === term && now.leader === leader) return null;
    return (this.#told = now);
  }
}

/** Figure 2, Followers 1 and what concerns messages in all other roles: terms first, then the rule of the message. */
function receive(state: RaftState, from: NodeId, message: Message): void {
  const { recovery } = state;
  if (recovery !== null) recovery.heardTerm = Math.max(recovery.heardTerm, message.term);
  if (message.term > state.term && !adoptTerm(state, message)) return;
  if (message.term < state.term && answerStale(state, from, message)) return;
  switch (message.kind) {
    case "preVoteRequest":
      return onPreVoteRequest(state, from, message);
    case "preVoteReply":
      return onPreVoteReply(state, from, message);
    case "voteRequest":
      return onVoteRequest(state, from, message);
    case "voteReply":
      return onVoteReply(state, from, message);
    case "appendRequest":
      return onAppendRequest(state, from, message);
    case "appendAck":
      return onAppendAck(state, from, message);
    case "appendReject":
      return onAppendReject(state, from, message);
    case "heartbeat":
      return onHeartbeat(state, from, message);
    case "heartbeatAck":
      return onHeartbeatAck(state, from);
    case "commitNotice":
      return onCommitNotice(state, from, message);
    case "snapshotChunk":
      return onSnapshotChunk(state, from, message);
    case "snapshotAck":
      return onSnapshotAck(state, from, message);
    case "timeoutNow":
      return onTimeoutNow(state);
    case "forward":
      return onForward(state, message);
    case "recoveryRequest":
      return onRecoveryRequest(state, from, message);
    case "recoveryAck":
      return onRecoveryAck(state, from, message);
    case "recoveryBarrier":
      return onRecoveryBarrier(state, message);
    case "readRound":
      return onReadRound(state, from, message);
    case "readRoundAck":
      return onReadRoundAck(state, from, message);
    case "readIndex":
      return onReadIndex(state, from, message);
    case "readIndexReply":
      return onReadIndexReply(state, message);
  }
}

/**
 * Figure 2, All Servers 2: a newer term makes a follower. Pre-votes are judged without it (dissertation 9.6), a vote
 * request against a living leader is not even looked at (4.2.3): then false.
 */
function adoptTerm(state: RaftState, message: Message): boolean {
  if (message.kind === "preVoteRequest" || message.kind === "preVoteReply") return true;
  if (message.kind === "voteRequest" && ignoresVoteRequest(state, message)) return false;
  state.becomeFollower(message.term, null);
  return true;
}

/** Figure 2, receivers 1 of both RPCs: false to whoever lives in an older term. Returns whether that was all. */
function answerStale(state: RaftState, from: NodeId, message: Message): boolean {
  switch (message.kind) {
    case "appendRequest":
    case "heartbeat":
    case "readRound":
    case "commitNotice":
    case "snapshotChunk":
      // The newer term in the answer deposes that leader (All Servers 2).
      state.send(from, { kind: "heartbeatAck", term: state.term });
      return true;
    case "preVoteRequest":
    case "voteRequest":
      // Judged as usual: they are refused as `stale-term`.
      return false;
    case "preVoteReply":
      // Counts for the campaign's term, which the voter need not have reached (dissertation 9.6).
      return false;
    case "forward":
    case "readIndex":
      // Proposals and questions belong to no term.
      return false;
    case "readIndexReply":
      // What was committed when it was sent still is.
      return false;
    case "voteReply":
    case "appendAck":
    case "appendReject":
    case "heartbeatAck":
    case "snapshotAck":
    case "timeoutNow":
    case "recoveryRequest":
    case "recoveryAck":
    case "recoveryBarrier":
    case "readRoundAck":
      // Answers to, or orders from, a role that has ended.
      return true;
  }
}

/** Makes the promises that waited for this write, unless a newer term has overtaken them; and counts the own copy. */
function confirmPersisted(state: RaftState, id: number): void {
  for (const { to, message } of state.durability.confirm(id)) {
    // A promise of an older term is worthless at best: what it vouched for may have been replaced since.
    if (message.term !== state.term) continue;
    // A campaign that has ended asks nobody: the log that it boasts of may have been overwritten since.
    if (message.kind === "voteRequest" && state.role.kind !== "candidate") continue;
    if (to === null) castOwnVote(state);
    else state.send(to, message);
  }
  advanceCommit(state);
}
