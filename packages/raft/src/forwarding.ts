import { appendAsLeader } from "./leading.ts";
import type { Leader, PendingForward, RaftState } from "./state.ts";
import type { Forward } from "./messages.ts";
import type { NodeId, ProposalRefusal, ProposeResult } from "./types.ts";

/** A forward that meets a node which no longer leads is passed on; more often than this, leadership is in flux. */
const forwardHopsMax = 2;

/**
 * Paper §8: any node takes proposals and passes them to the leader it knows. What is refused was neither appended nor
 * sent; what is taken on a follower may be lost without notice.
 */
export function propose(state: RaftState, data: readonly Uint8Array[]): ProposeResult {
  const forwarded = state.role.kind !== "leader";
  let taken = 0;
  for (const payload of data) {
    const refusal = take(state, payload);
    if (refusal !== null) return { taken, forwarded, refusal };
    taken++;
  }
  return { taken, forwarded, refusal: null };
}

function take(state: RaftState, data: Uint8Array): ProposalRefusal | null {
  if (data.length === 0 || data.length > state.config.entryBytesMax) return "bad-size";
  const { role } = state;
  if (role.kind === "leader") return appendProposal(state, role, data);
  if (state.leader === null) return "no-leader";
  return keep(state, data, 0) ? null : "overloaded";
}

/** Figure 2, Leaders 2, unless too much is uncommitted already or leadership is being handed over. */
function appendProposal(
  state: RaftState,
  leader: Leader,
  data: Uint8Array,
): ProposalRefusal | null {
  if (leader.transfer !== null) return "leadership-transfer";
  const { uncommittedEntriesMax, uncommittedBytesMax } = state.config;
  const uncommittedEntries = state.log.lastIndex - state.log.commitIndex;
  if (uncommittedEntries >= uncommittedEntriesMax) return "overloaded";
  if (leader.uncommittedBytes + data.length > uncommittedBytesMax) return "overloaded";
  appendAsLeader(state, leader, data);
  return null;
}

/** Until the next `take`; or, while leadership changes hands, until its outcome is known. */
function keep(state: RaftState, data: Uint8Array, hops: number): boolean {
  const { uncommittedEntriesMax, uncommittedBytesMax } = state.config;
  if (state.pendingForwards.length >= uncommittedEntriesMax) return false;
  if (state.pendingForwardBytes + data.length > uncommittedBytesMax) return false;
  state.pendingForwards.push({ data, hops, takenMs: state.nowMs });
  state.pendingForwardBytes += data.length;
  return true;
}

/**
 * Whoever does not lead passes on what comes around a change of leadership. A link can hold a forward up for as long as a
 * cut lasts: who proposed that has given up long ago, and what was decided since must not be undone by it.
 */
export function onForward(state: RaftState, forward: Forward): void {
  const { role, config, nowMs, ledUntilMs } = state;
  const hasJustLed = role.kind === "leader" || nowMs - ledUntilMs <= config.electionTimeoutMaxMs;
  for (const data of forward.data) {
    if (data.length === 0 || data.length > config.entryBytesMax) continue;
    if (role.kind === "leader" && role.transfer === null) appendProposal(state, role, data);
    else if (hasJustLed && forward.hops < forwardHopsMax) keep(state, data, forward.hops + 1);
  }
}

/** Once per `take`: everything that waits goes to the leader in few messages. */
export function flushForwards(state: RaftState): void {
  if (state.pendingForwards.length === 0) return;
  const { role, leader } = state;
  const undecided = role.kind === "leader" ? role.transfer !== null : leader === null;
  // Nobody waits for ever: who proposed it has given up by then and will ask again.
  const expired = state.nowMs - state.config.electionTimeoutMaxMs;
  const pending = state.pendingForwards.filter((forward) => forward.takenMs > expired);
  if (undecided) {
    setPending(state, pending);
    return;
  }
  setPending(state, []);
  if (role.kind === "leader") {
    for (const { data } of pending) appendProposal(state, role, data);
  } else if (leader !== null) {
    sendForwards(state, leader, pending);
  }
}

function setPending(state: RaftState, pending: PendingForward[]): void {
  state.pendingForwards = pending;
  state.pendingForwardBytes = pending.reduce((bytes, { data }) => bytes + data.length, 0);
}

function sendForwards(state: RaftState, to: NodeId, pending: readonly PendingForward[]): void {
  const { appendEntriesMax, appendBytesMax } = state.config;
  let data: Uint8Array[] = [];
  let bytes = 0;
  let hops = 0;
  const flush = (): void => {
    if (data.length > 0) state.send(to, { kind: "forward", term: state.term, hops, data });
    data = [];
    bytes = hops = 0;
  };
  for (const forward of pending) {
    const full = data.length >= appendEntriesMax || bytes + forward.data.length > appendBytesMax;
    if (full) flush();
    data.push(forward.data);
    bytes += forward.data.length;
    hops = Math.max(hops, forward.hops);
  }
  flush();
}
