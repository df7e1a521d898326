import type { RecoveryBarrier } from "./messages.ts";
import type { RaftState } from "./state.ts";
import type { NodeId } from "./types.ts";

/**
 * What a node that lost its disk goes through before it counts again. It remembers no vote and no acknowledgement.
 *
 * Let Z be the barrier: an entry of the leader's term T, appended after the node's request, and on a quorum Q without
 * the node. Whoever is in Q was in term T when it stored Z.
 *
 * - Lost acknowledgements. What was committed with one of them was also on a quorum less one of the others, which shares
 *   a member with every quorum that elects without this node, and so with the electors of T or with Q: it is at or below
 *   Z, in the log of T's leader (§5.4.3). A node that holds everything up to Z holds it.
 * - Lost votes, terms up to T. It votes in none of them (`setTerm`).
 * - Lost votes, terms above T. The candidate began before the loss, hence before Z was appended, and its log does not
 *   grow while it campaigns: it ends before Z. Nobody in Q was in that term before it stored Z, nor votes for that log
 *   afterwards (§5.4.1); with the lost vote and those outside of Q the candidate has no majority.
 *
 * Nothing here rests on what the node did before, so a crash in the middle begins again from what was received.
 */
export interface Recovery {
  /** Names this start of the node: what was said to an earlier one, or by it, is not meant. */
  readonly life: number;
  /** Highest term in any message: no vote is given up to it. */
  heardTerm: number;
  /** The log equals that of the leader of `term` up to `index`; a commit is believed so far only. */
  matched: { readonly term: number; readonly index: number };
  /** Of that term's leader; the next leader has to name another one, so that it knows from where on this node counts. */
  barrier: { readonly term: number; readonly index: number } | null;
  /** Everything is here once that persist is confirmed, unless a newer term is heard meanwhile. */
  ending: { readonly persistId: number; readonly term: number } | null;
}

export function beginRecovery(life: number): Recovery {
  const matched = { term: 0, index: 0 };
  return { life, heardTerm: 0, matched, barrier: null, ending: null };
}

/** Instead of an answer to a sign of life: it promises nothing and shows nobody that he leads. */
export function askForBarrier(state: RaftState, recovery: Recovery, leader: NodeId): void {
  state.send(leader, { kind: "recoveryRequest", term: state.term, life: recovery.life });
}

/** The log equals that of this term's leader up to there. */
export function noteMatch(state: RaftState, matchIndex: number): void {
  const { recovery, term } = state;
  if (recovery === null) return;
  const before = recovery.matched.term === term ? recovery.matched.index : 0;
  recovery.matched = { term, index: Math.max(before, matchIndex) };
}

/** How far a leader's word of a commit can be taken: it may have left before this node lost what it speaks of. */
export function believedCommit({ recovery, term }: RaftState, commit: number): number {
  if (recovery === null) return commit;
  return recovery.matched.term === term ? Math.min(commit, recovery.matched.index) : 0;
}

export function onRecoveryBarrier(state: RaftState, message: RecoveryBarrier): void {
  const { recovery } = state;
  if (recovery?.life !== message.life) return;
  const { term, index } = message;
  if (recovery.barrier?.term !== term) recovery.barrier = { term, index };
}

/**
 * After every input. First the vote of the highest term that was heard is made this node's own; once that and the log up
 * to the barrier are durable, it counts again.
 */
export function endRecovery(state: RaftState, recovery: Recovery): void {
  const { barrier, matched, ending } = recovery;
  if (barrier?.term !== state.term || matched.term !== state.term) return;
  if (Math.min(matched.index, state.log.durableIndex) < barrier.index) return;
  if (ending?.term !== state.term || recovery.heardTerm > state.term) {
    if (recovery.heardTerm > state.term) state.becomeFollower(recovery.heardTerm, null);
    if (state.votedFor === null) state.setVote(state.config.id);
    if (barrier.term !== state.term) return;
    recovery.ending = { persistId: state.durability.horizon, term: state.term };
  }
  if (!state.durability.isConfirmed(recovery.ending!.persistId)) return;
  state.recovery = null;
  state.recovered = true;
  state.drawElectionTimeout();
  // The leader takes this node back when it hears of the barrier.
  const { leader, term } = state;
  if (leader !== null) {
    state.sendWhenDurable(leader, { kind: "appendAck", term, matchIndex: matched.index });
  }
}
