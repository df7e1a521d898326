import { lead } from "./leading.ts";
import type { Candidate, PreCandidate, RaftState } from "./state.ts";
import type {
  PreVoteReply,
  PreVoteRequest,
  VoteRefusal,
  VoteReply,
  VoteRequest,
} from "./messages.ts";
import type { NodeId } from "./types.ts";

/** Figure 2, Followers 2 and Candidates 4: the election timeout elapsed, or a campaign's requests are due again. */
export function tickElection(state: RaftState): void {
  const { role } = state;
  if (role.kind === "leader") return;
  if (!mayCampaign(state)) waitForLeader(state);
  else if (state.nowMs >= state.electionDeadlineMs) startPreVote(state);
  else if (role.kind !== "follower" && state.nowMs >= role.retryDueMs) repeatRequests(state, role);
}

function mayCampaign(state: RaftState): boolean {
  return state.recovery === null && !state.follows;
}

/** Whoever may not campaign waits for one whom the others elect. */
function waitForLeader(state: RaftState): void {
  if (state.nowMs < state.electionDeadlineMs) return;
  state.leader = null;
  state.drawElectionTimeout();
}

/** A slow disk still holds the first requests back: nothing to repeat then. */
function repeatRequests(state: RaftState, role: PreCandidate | Candidate): void {
  if (role.kind === "pre-candidate" || state.durability.settled) askForVotes(state);
  else role.retryDueMs = state.nowMs + state.config.heartbeatMs;
}

/** When `tickElection` has something to do. */
export function electionDueMs(state: RaftState): number {
  const { role } = state;
  if (role.kind !== "pre-candidate" && role.kind !== "candidate") return state.electionDeadlineMs;
  return Math.min(role.retryDueMs, state.electionDeadlineMs);
}

/** Dissertation 9.6: the term is only raised once a quorum would vote for it, so a node cut off cannot inflate it. */
export function startPreVote(state: RaftState): void {
  state.leader = null;
  state.role = {
    kind: "pre-candidate",
    campaignTerm: state.term + 1,
    granted: new Set([state.config.id]),
    retryDueMs: 0,
  };
  state.drawElectionTimeout();
  if (state.quorum === 1) startCampaign(state, false);
  else askForVotes(state);
}

/** Figure 2, Candidates 1: raise the term, vote for oneself, reset the timer, ask everybody. */
export function startCampaign(state: RaftState, transfer: boolean): void {
  state.setTerm(state.term + 1);
  state.setVote(state.config.id);
  state.leader = null;
  state.role = {
    kind: "candidate",
    granted: new Set(),
    refused: new Set(),
    transfer,
    retryDueMs: 0,
  };
  state.drawElectionTimeout();
  // The own vote is a promise like any other: it counts once it is durable (see `castOwnVote`).
  state.durability.hold(null, { kind: "voteReply", term: state.term, refusal: null });
  askForVotes(state);
}

/** The candidate's vote for itself has become durable. */
export function castOwnVote(state: RaftState): void {
  if (state.role.kind === "candidate") countVote(state, state.config.id, null);
}

/**
 * Requests go out again at every heartbeat interval to those who have not granted: a lost message, or a voter whose
 * leader was silent for a moment too short, must not cost a whole election timeout.
 */
function askForVotes(state: RaftState): void {
  const { role, log, term } = state;
  if (role.kind !== "pre-candidate" && role.kind !== "candidate") return;
  role.retryDueMs = state.nowMs + state.config.heartbeatMs;
  const position = { lastLogIndex: log.lastIndex, lastLogTerm: log.lastTerm };
  for (const to of state.otherNodes) {
    if (role.granted.has(to)) continue;
    if (role.kind === "pre-candidate") {
      const { campaignTerm } = role;
      state.send(to, { kind: "preVoteRequest", term, campaignTerm, ...position });
    } else if (!role.refused.has(to)) {
      // Only once term, vote and the log it boasts of are durable. Otherwise a crash could forget the campaign, the
      // node could run again in the same term with a shorter log, and collect the votes given to the longer one.
      const { transfer } = role;
      state.sendWhenDurable(to, { kind: "voteRequest", term, transfer, ...position });
    }
  }
}

/** Dissertation 9.6. Answers without a promise: neither term nor vote changes. */
export function onPreVoteRequest(state: RaftState, from: NodeId, request: PreVoteRequest): void {
  const refusal = judgePreVote(state, request);
  const { campaignTerm } = request;
  state.send(from, { kind: "preVoteReply", term: state.term, campaignTerm, refusal });
  // The asker cannot win without this voter's entries, perhaps nobody can win without this voter: rather than let
  // both wait for another timeout, the longer log campaigns now that the leader is known to be missed.
  const isMissed = refusal === "shorter-log" && state.role.kind === "follower";
  if (isMissed && mayCampaign(state)) startPreVote(state);
}

function judgePreVote(state: RaftState, request: PreVoteRequest): VoteRefusal | null {
  if (state.recovery !== null) return "recovering";
  if (request.campaignTerm <= state.term) return "stale-term";
  if (state.isLeaderAlive()) return "leader-alive";
  if (!state.log.isUpToDate(request.lastLogIndex, request.lastLogTerm)) return "shorter-log";
  return null;
}

export function onPreVoteReply(state: RaftState, from: NodeId, reply: PreVoteReply): void {
  const { role } = state;
  if (reply.term > state.term) {
    state.becomeFollower(reply.term, null);
    // Its term was the only thing wrong so far: ask again in the next one instead of waiting for a timeout. Terms
    // only rise, so this ends.
    if (role.kind === "pre-candidate") startPreVote(state);
    return;
  }
  if (role.kind !== "pre-candidate" || role.campaignTerm !== reply.campaignTerm) return;
  if (reply.refusal !== null) return;
  role.granted.add(from);
  if (role.granted.size >= state.quorum) startCampaign(state, false);
}

/**
 * Dissertation 4.2.3: a RequestVote of a newer term is as if it had never come while the leader is alive, unless the
 * leader itself asked for the campaign (3.10).
 */
export function ignoresVoteRequest(state: RaftState, request: VoteRequest): boolean {
  return request.term > state.term && !request.transfer && state.isLeaderAlive();
}

/** Figure 2, RequestVote RPC, receiver. A newer term was adopted already (All Servers 2). */
export function onVoteRequest(state: RaftState, from: NodeId, request: VoteRequest): void {
  const refusal = judgeVote(state, from, request);
  if (refusal !== null) {
    state.send(from, { kind: "voteReply", term: state.term, refusal });
    if (refusal === "shorter-log") campaignSoon(state);
    return;
  }
  // RequestVote RPC, receiver 2: grant, and give the candidate time (Followers 2).
  state.setVote(from);
  state.electionDeadlineMs = state.nowMs + state.electionTimeoutMs;
  state.sendWhenDurable(from, { kind: "voteReply", term: state.term, refusal: null });
}

function judgeVote(state: RaftState, from: NodeId, request: VoteRequest): VoteRefusal | null {
  if (state.recovery !== null) return "recovering";
  // RequestVote RPC, receiver 1.
  if (request.term < state.term) return "stale-term";
  // RequestVote RPC, receiver 2: votedFor is null or this candidate, and its log is at least as up to date (§5.4.1): a
  // quorum that holds a committed entry elects nobody without it (Figure 3, Leader Completeness, §5.4.3).
  const free = state.votedFor === null && state.leader === null;
  if (!free && state.votedFor !== from) return "voted-for-another";
  if (!state.log.isUpToDate(request.lastLogIndex, request.lastLogTerm)) return "shorter-log";
  return null;
}

/**
 * After a refusal for the shorter log: the candidate has a quorum's pre-votes and is likely to win without this voter, so a campaign at once would depose
 * it. If it has not shown itself as leader after two heartbeats it has lost.
 */
function campaignSoon(state: RaftState): void {
  const soonMs = state.nowMs + 2 * state.config.heartbeatMs;
  if (state.role.kind === "follower") {
    state.electionDeadlineMs = Math.min(state.electionDeadlineMs, soonMs);
  }
}

/** Of the present term: an older one was dropped before, a newer one adopted (All Servers 2). */
export function onVoteReply(state: RaftState, from: NodeId, reply: VoteReply): void {
  countVote(state, from, reply.refusal);
}

/** Figure 2, Candidates 2: a majority makes a leader. A majority of refusals ends the campaign. */
function countVote(state: RaftState, from: NodeId, refusal: VoteRefusal | null): void {
  const { role } = state;
  if (role.kind !== "candidate") return;
  (refusal === null ? role.granted : role.refused).add(from);
  if (role.granted.size >= state.quorum) lead(state);
  else if (role.refused.size >= state.quorum) state.becomeFollower(state.term, null);
}
