import { quorumIndex } from "./quorum.ts";
import type { Leader, RaftState } from "./state.ts";
import type { NodeId } from "./types.ts";

/** Dissertation 6.4: a question for a read index that a leader has taken and not yet answered. */
export interface PendingRead {
  /** Who asks; the leader itself where it is its own driver. */
  readonly from: NodeId;
  /** The asker's start and its number for the question. */
  readonly life: number;
  readonly id: number;
  /** It begins after the question has come; a quorum that answers it shows that this leader led after that. */
  readonly round: number;
  /** What was committed then; null while nothing of this term is committed. */
  index: number | null;
}

/** The rounds in which a leader makes sure that it still leads, for all who wait at once. */
export interface ReadRounds {
  /** The last round that has begun. */
  round: number;
  /** In the order of their rounds. Those of `round` + 1 wait for the next `take`. */
  readonly pending: PendingRead[];
}

/** What waits at one leader; whoever is not taken asks again. */
const pendingMax = 4_096;

export function addRead(
  state: RaftState,
  leader: Leader,
  read: Pick<PendingRead, "from" | "life" | "id">,
): void {
  const { round, pending } = leader.reads;
  if (pending.length >= pendingMax) return;
  const { from, life, id } = read;
  const isThere = pending.some((one) => one.from === from && one.life === life && one.id === id);
  if (isThere) return;
  const index = leader.committedInTerm ? state.log.commitIndex : null;
  pending.push({ from, life, id, round: round + 1, index });
}

/** Once per `take`, so at once: whoever asked since the last one shares the round. */
export function beginReadRound(state: RaftState, leader: Leader): void {
  const { reads } = leader;
  if ((reads.pending.at(-1)?.round ?? 0) <= reads.round) return;
  reads.round += 1;
  askPeers(state, leader);
  answerReads(state, leader);
}

/** With the heartbeats: what was lost on the way must not cost a reader more than that. */
export function repeatReadRound(state: RaftState, leader: Leader): void {
  const [oldest] = leader.reads.pending;
  if (oldest !== undefined && oldest.round <= leader.reads.round) askPeers(state, leader);
}

function askPeers(state: RaftState, leader: Leader): void {
  const { term, log } = state;
  const { round } = leader.reads;
  for (const peer of leader.peers) {
    if (peer.answeredRound >= round) continue;
    const commit = Math.min(log.commitIndex, peer.matchIndex);
    peer.sentCommit = Math.max(peer.sentCommit, commit);
    state.send(peer.id, { kind: "readRound", term, round, commit });
  }
}

/**
 * Dissertation 6.4, steps 1 to 3: something of this term is committed, so that everything committed before is known to
 * be; and a quorum has answered a round that began after the question. Whoever answered in this term had not voted
 * in a later one when the round began, so nobody else had committed anything by then.
 */
export function answerReads(state: RaftState, leader: Leader): void {
  const { reads, peers, committedInTerm } = leader;
  if (!committedInTerm || reads.pending.length === 0) return;
  const confirmed = quorumIndex([reads.round, ...peers.map((peer) => peer.answeredRound)]);
  const { commitIndex } = state.log;
  for (const read of reads.pending) read.index ??= commitIndex;
  while (reads.pending[0] !== undefined && reads.pending[0].round <= confirmed) {
    const { from, life, id, index } = reads.pending.shift()!;
    answer(state, from, life, id, index ?? commitIndex);
  }
}

function answer(state: RaftState, to: NodeId, life: number, id: number, index: number): void {
  if (to === state.config.id) state.readIndexes.push({ id, index });
  else state.send(to, { kind: "readIndexReply", term: state.term, life, id, index });
}
