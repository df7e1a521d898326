import type { Message } from "../messages.ts";
import type { Effects, Entry, Persist } from "../types.ts";
import { textOf } from "./test-node.ts";

/** One line of a transcript per message. Terms are written t2, log positions index/term. */
export function describeMessage(message: Message): string {
  const term = `t${message.term}`;
  switch (message.kind) {
    case "preVoteRequest":
      return `preVoteRequest ${term} for t${message.campaignTerm}, log ${position(message)}`;
    case "preVoteReply":
      return `preVoteReply ${term} for t${message.campaignTerm}: ${message.refusal ?? "granted"}`;
    case "voteRequest":
      return `voteRequest ${term}, log ${position(message)}${message.transfer ? ", transfer" : ""}`;
    case "voteReply":
      return `voteReply ${term}: ${message.refusal ?? "granted"}`;
    case "appendRequest":
      return (
        `append ${term} after ${message.prevLogIndex}/${message.prevLogTerm}, ` +
        `commit ${message.leaderCommit}: ${describeEntries(message.entries)}`
      );
    case "appendAck":
      return `appendAck ${term} match ${message.matchIndex}`;
    case "appendReject":
      return (
        `appendReject ${term} after ${message.prevLogIndex}, ` +
        `hint ${message.conflictIndex}/${message.conflictTerm}`
      );
    case "heartbeat":
    case "commitNotice":
      return `${message.kind} ${term} commit ${message.commit}`;
    case "heartbeatAck":
    case "timeoutNow":
      return `${message.kind} ${term}`;
    case "snapshotChunk": {
      const { snapshot, chunk, last } = message;
      return `snapshotChunk ${term} of ${snapshot.index}/${snapshot.term}: ${chunk}${last ? ", last" : ""}`;
    }
    case "snapshotAck":
      return `snapshotAck ${term} of ${message.snapshotIndex}: ${message.chunks} stored`;
    case "recoveryRequest":
      return `recoveryRequest ${term} of life ${message.life}`;
    case "recoveryAck":
      return `recoveryAck ${term} of life ${message.life}, match ${message.matchIndex}`;
    case "recoveryBarrier":
      return `recoveryBarrier ${term} for life ${message.life}: ${message.index}`;
    case "readRound":
      return `readRound ${term} #${message.round} commit ${message.commit}`;
    case "readRoundAck":
      return `readRoundAck ${term} #${message.round}`;
    case "readIndex":
      return `readIndex ${term} ${question(message)}`;
    case "readIndexReply":
      return `readIndexReply ${term} ${question(message)}: ${message.index}`;
    case "forward":
      return `forward ${term}: ${message.data.map(textOf).join(" ")}`;
  }
}

function question({ life, id }: { life: number; id: number }): string {
  return `${id} of life ${life}`;
}

function position(log: { lastLogIndex: number; lastLogTerm: number }): string {
  return `${log.lastLogIndex}/${log.lastLogTerm}`;
}

/** Long runs are shortened to their ends. */
export function describeEntries(entries: readonly Entry[]): string {
  if (entries.length === 0) return "nothing";
  const shown = entries.length <= 4 ? entries : [...entries.slice(0, 1), ...entries.slice(-1)];
  return shown
    .map(({ index, term, data }) => `${index}/${term} ${data.length === 0 ? "noop" : label(data)}`)
    .join(entries.length <= 4 ? ", " : " ... ");
}

function label(data: Uint8Array): string {
  return data.length <= 12 ? textOf(data) : `(${data.length} bytes)`;
}

export function describePersist(persist: Persist): string {
  const parts: string[] = [];
  if (persist.snapshot !== null) parts.push(`snapshot ${persist.snapshot.index}`);
  if (persist.hardState !== null) {
    parts.push(`term ${persist.hardState.term} vote ${persist.hardState.votedFor ?? "-"}`);
  }
  if (persist.entries.length > 0) parts.push(describeEntries(persist.entries));
  return `#${persist.id}: ${parts.join("; ")}`;
}

/** What a node does besides sending, in the order in which its driver does it. */
export function describeEffects(effects: Effects): string[] {
  const lines: string[] = [];
  if (effects.leadership !== null) {
    const { role, term, leader } = effects.leadership;
    const known = role === "follower" ? ` of ${leader ?? "nobody"}` : "";
    lines.push(`is ${role}${known} in t${term}`);
  }
  if (effects.persist !== null) lines.push(`writes ${describePersist(effects.persist)}`);
  if (effects.recovered) lines.push("is recovered");
  for (const { id, index } of effects.readIndexes) lines.push(`reads ${id} at ${index}`);
  if (effects.restore !== null) lines.push(`restores snapshot ${effects.restore.index}`);
  if (effects.committed.length > 0) lines.push(`applies ${describeEntries(effects.committed)}`);
  return lines;
}
