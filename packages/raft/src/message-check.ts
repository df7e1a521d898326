import type { RaftState } from "./state.ts";
import type { AppendRequest, Message } from "./messages.ts";
import type { NodeId, StepRefusal } from "./types.ts";

/** Why a message is nonsense and must change nothing; null if its fields make sense together. */
export function checkMessage(state: RaftState, from: NodeId, message: Message): StepRefusal | null {
  if (!state.otherNodes.includes(from)) return "unknown-sender";
  return isSound(state, message) ? null : "malformed-message";
}

function isSound(state: RaftState, message: Message): boolean {
  const { term } = message;
  if (!Number.isSafeInteger(term)) return false;
  switch (message.kind) {
    // A node that has never seen a campaign is in term 0.
    case "preVoteRequest":
      return term >= 0 && message.campaignTerm === term + 1;
    case "preVoteReply":
    case "forward":
    case "readIndex":
      return term >= 0;
    case "appendRequest":
      return term > 0 && areEntriesSound(message);
    case "appendAck":
    case "recoveryAck":
      return term > 0 && isWithinLog(state, term, message.matchIndex);
    case "snapshotChunk":
      return term > 0 && message.snapshot.index > 0 && message.snapshot.term <= term;
    case "voteRequest":
    case "voteReply":
    case "appendReject":
    case "heartbeat":
    case "heartbeatAck":
    case "commitNotice":
    case "snapshotAck":
    case "timeoutNow":
    case "recoveryRequest":
    case "recoveryBarrier":
    case "readRound":
    case "readRoundAck":
    case "readIndexReply":
      return term > 0;
  }
}

/** §5.3: the entries follow the previous one without a gap, and terms never decrease along a log. */
function areEntriesSound({ term, prevLogIndex, prevLogTerm, entries }: AppendRequest): boolean {
  let [index, entryTerm] = [prevLogIndex, prevLogTerm];
  for (const entry of entries) {
    if (entry.index !== ++index || entry.term < entryTerm || entry.term === 0) return false;
    entryTerm = entry.term;
  }
  return (prevLogIndex === 0) === (prevLogTerm === 0) && entryTerm <= term;
}

/** Nobody can have more of this leader's log than the leader. */
function isWithinLog(state: RaftState, term: number, matchIndex: number): boolean {
  const isMine = state.role.kind === "leader" && term === state.term;
  return !isMine || matchIndex <= state.log.lastIndex;
}
