import { answeredBy } from "./leading.ts";
import type { ReadIndex, ReadIndexReply, ReadRound, ReadRoundAck } from "./messages.ts";
import { addRead, answerReads } from "./read-rounds.ts";
import { askForBarrier, believedCommit } from "./recovery.ts";
import { verifyLagging } from "./replication.ts";
import type { RaftState } from "./state.ts";
import type { NodeId, ReadRefusal } from "./types.ts";

/**
 * Dissertation 6.4: an index that includes everything that was committed anywhere before now. The leader finds it; a
 * follower asks the leader it knows, and remembers nothing: its driver asks again.
 */
export function readIndex(state: RaftState, id: number): ReadRefusal | null {
  const { role, leader, config, term, life } = state;
  if (role.kind === "leader") {
    if (role.transfer !== null) return "leadership-transfer";
    addRead(state, role, { from: config.id, life, id });
    return null;
  }
  if (leader === null) return "no-leader";
  state.send(leader, { kind: "readIndex", term, life, id });
  return null;
}

export function onReadIndex(state: RaftState, from: NodeId, { life, id }: ReadIndex): void {
  const { role } = state;
  if (role.kind === "leader" && role.transfer === null) addRead(state, role, { from, life, id });
}

/** As true as when it was sent, whoever leads by now; but an answer to an earlier start is to an earlier question. */
export function onReadIndexReply(state: RaftState, { life, id, index }: ReadIndexReply): void {
  if (life === state.life) state.readIndexes.push({ id, index });
}

/** A heartbeat that wants to know of which round it is the answer. Whoever is recovering shows nobody that he leads. */
export function onReadRound(state: RaftState, from: NodeId, { round, commit }: ReadRound): void {
  state.heardLeader(from);
  const known = believedCommit(state, commit);
  if (known > state.log.commitIndex) state.log.commitTo(known);
  if (state.recovery !== null) askForBarrier(state, state.recovery, from);
  else state.send(from, { kind: "readRoundAck", term: state.term, round });
}

export function onReadRoundAck(state: RaftState, from: NodeId, { round }: ReadRoundAck): void {
  const { role } = state;
  if (role.kind !== "leader") return;
  const peer = answeredBy(state, role, from);
  if (peer.recovery !== null) {
    // From before the loss, or it has recovered and not yet said so: verified as after a heartbeat, and not counted.
    verifyLagging(state, peer);
    peer.verifyDue = true;
    return;
  }
  peer.answeredRound = Math.max(peer.answeredRound, Math.min(round, role.reads.round));
  answerReads(state, role);
}
