import { progressOf } from "./leading.ts";
import type { Leader, RaftState } from "./state.ts";
import { startCampaign } from "./election.ts";
import type { NodeId } from "./types.ts";

/**
 * Dissertation 3.10: stop taking proposals, bring the target up to date, tell it to campaign. Given up after an
 * election timeout, so that a target that vanished does not stop the log.
 */
export function transferLeadership(state: RaftState, to: NodeId): void {
  const { role } = state;
  if (role.kind !== "leader" || !state.otherNodes.includes(to)) return;
  if (role.transfer?.to === to) return;
  role.transfer = { to, deadlineMs: state.nowMs + state.config.electionTimeoutMaxMs };
  continueTransfer(state, role);
}

/** After each answer of a peer. Repeated while the target has the whole log: a lost message costs one heartbeat. */
export function continueTransfer(state: RaftState, leader: Leader): void {
  if (leader.transfer === null) return;
  const target = progressOf(leader, leader.transfer.to);
  if (target.countedIndex < state.log.lastIndex) return;
  state.send(target.id, { kind: "timeoutNow", term: state.term });
}

/** Dissertation 3.10: campaign at once and without asking first, the leader itself wishes it. */
export function onTimeoutNow(state: RaftState): void {
  if (state.role.kind === "follower" && state.recovery === null) startCampaign(state, true);
}
