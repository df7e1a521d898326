import { expect, test } from "vitest";
import { raftConfig } from "./config.ts";
import { RaftInvariantError } from "./invariant.ts";
import type { Message } from "./messages.ts";
import { createRaft } from "./raft.ts";
import { bytesOf } from "./testing/test-node.ts";
import type { Effects, Entry, Raft, RaftConfig, RestoredState } from "./types.ts";

const fresh: RestoredState = {
  hardState: { term: 0, votedFor: null },
  snapshot: null,
  entries: [],
};

function node(
  restored: RestoredState = fresh,
  changes: Partial<RaftConfig> = {},
  nodeCount = 3,
): Raft {
  const config = raftConfig(0, nodeCount, changes);
  return createRaft({ config, life: 1, restored, nowMs: 0, random: () => 0 });
}

function logOf(...terms: number[]): Entry[] {
  return terms.map((term, i) => ({ index: i + 1, term, data: bytesOf(`e${i + 1}`) }));
}

function receive(raft: Raft, message: Message, from = 1, nowMs = 0): Effects {
  expect(raft.step(nowMs, { kind: "message", from, message })).toBeNull();
  return raft.take();
}

const heartbeat: Message = { kind: "heartbeat", term: 1, commit: 0 };

test("a vote request of a newer term is not looked at while the leader lives (dissertation 4.2.3)", () => {
  const raft = node();
  receive(raft, heartbeat);
  const request: Message = {
    kind: "voteRequest",
    term: 5,
    lastLogIndex: 9,
    lastLogTerm: 1,
    transfer: false,
  };
  expect(receive(raft, request, 2, 299).messages).toEqual([]);
  expect(raft.status()).toMatchObject({ term: 1, leader: 1, votedFor: null });
  // Unless the leader asked for it, or has been silent for the minimum election timeout.
  receive(raft, { ...request, transfer: true }, 2, 299);
  expect(raft.status()).toMatchObject({ term: 5, leader: null, votedFor: 2 });
  const other = node();
  receive(other, heartbeat);
  receive(other, request, 2, 300);
  expect(other.status()).toMatchObject({ term: 5, votedFor: 2 });
});

test("a vote is granted once per term, and again to the same candidate (RequestVote RPC, receiver 2)", () => {
  const raft = node();
  const request: Message = {
    kind: "voteRequest",
    term: 1,
    lastLogIndex: 0,
    lastLogTerm: 0,
    transfer: false,
  };
  const first = receive(raft, request, 1);
  expect(first.messages).toEqual([]);
  expect(first.persist?.hardState).toEqual({ term: 1, votedFor: 1 });
  expect(receive(raft, request, 2).messages).toEqual([
    { to: 2, message: { kind: "voteReply", term: 1, refusal: "voted-for-another" } },
  ]);
  raft.step(0, { kind: "persisted", id: 1 });
  const grant = { to: 1, message: { kind: "voteReply", term: 1, refusal: null } };
  expect(raft.take().messages).toEqual([grant]);
  expect(receive(raft, request, 1).messages).toEqual([grant]);
});

test("a granted vote gives its candidate a whole timeout (Figure 2, Followers 2), a refused one does not", () => {
  const request: Message = {
    kind: "voteRequest",
    term: 1,
    lastLogIndex: 1,
    lastLogTerm: 1,
    transfer: false,
  };
  const granting = node();
  receive(granting, request, 1, 290);
  expect(granting.nextDeadlineMs()).toBe(290 + 300);
  const refusing = node({ ...fresh, hardState: { term: 1, votedFor: 2 }, entries: logOf(1) });
  receive(refusing, request, 1, 290);
  expect(refusing.nextDeadlineMs()).toBe(300);
});

test("a vote that was not durable when its term passed is never told", () => {
  const raft = node();
  const request = {
    kind: "voteRequest",
    lastLogIndex: 0,
    lastLogTerm: 0,
    transfer: false,
  } as const;
  receive(raft, { ...request, term: 1 }, 1);
  receive(raft, { ...request, term: 2 }, 2);
  raft.step(0, { kind: "persisted", id: 1 });
  expect(raft.take().messages).toEqual([]);
  raft.step(0, { kind: "persisted", id: 2 });
  expect(raft.take().messages).toEqual([
    { to: 2, message: { kind: "voteReply", term: 2, refusal: null } },
  ]);
});

test("messages of an older term get the newer one as their answer (AppendEntries RPC, receiver 1)", () => {
  const raft = node({ ...fresh, hardState: { term: 7, votedFor: null } });
  const answer = { to: 1, message: { kind: "heartbeatAck", term: 7 } };
  expect(receive(raft, heartbeat).messages).toEqual([answer]);
  const append: Message = {
    kind: "appendRequest",
    term: 6,
    prevLogIndex: 0,
    prevLogTerm: 0,
    leaderCommit: 0,
    entries: logOf(6),
  };
  expect(receive(raft, append).messages).toEqual([answer]);
  expect(raft.status()).toMatchObject({ term: 7, leader: null, lastIndex: 0 });
});

test("an append that arrives late truncates nothing that came after it (AppendEntries RPC, receiver 3)", () => {
  const raft = node();
  const append = { kind: "appendRequest", term: 1, prevLogIndex: 0, prevLogTerm: 0 } as const;
  receive(raft, { ...append, leaderCommit: 0, entries: logOf(1, 1, 1) });
  receive(raft, { ...append, leaderCommit: 3, entries: logOf(1) });
  // Receiver 5: the short message vouches for entry 1 only.
  expect(raft.status()).toMatchObject({ lastIndex: 3, commitIndex: 1 });
});

const data = bytesOf("half of a state");

test("a log that holds a snapshot's last entry keeps what follows it (Figure 13, receiver 6)", () => {
  const raft = node({ ...fresh, hardState: { term: 1, votedFor: null }, entries: logOf(1, 1, 1) });
  const snapshot = { index: 2, term: 1 };
  const chunk: Message = { kind: "snapshotChunk", term: 1, snapshot, chunk: 0, last: true, data };
  const { messages, snapshotWrites, restore, committed } = receive(raft, chunk);
  expect({ snapshotWrites, restore }).toEqual({ snapshotWrites: [], restore: null });
  expect(messages).toEqual([{ to: 1, message: { kind: "appendAck", term: 1, matchIndex: 2 } }]);
  expect(committed.map(({ index }) => index)).toEqual([1, 2]);
  expect(raft.status()).toMatchObject({ lastIndex: 3, commitIndex: 2 });
});

test("a snapshot of another leader begins at its first chunk (Figure 13, receiver 2)", () => {
  const raft = node();
  const snapshot = { index: 2, term: 1 };
  const first = { kind: "snapshotChunk", term: 1, snapshot, chunk: 0, last: false, data } as const;
  expect(receive(raft, first).snapshotWrites).toHaveLength(1);
  const other: Message = { ...first, term: 2, chunk: 1, last: true };
  const { messages, snapshotWrites } = receive(raft, other, 2);
  expect(snapshotWrites).toEqual([]);
  expect(messages).toEqual([
    { to: 2, message: { kind: "snapshotAck", term: 2, snapshotIndex: 2, chunks: 0 } },
  ]);
});

test("nonsense is refused by name and changes nothing", () => {
  const raft = node();
  const before = raft.status();
  const append = { kind: "appendRequest", term: 2, leaderCommit: 0 } as const;
  const second: Entry = { index: 2, term: 2, data: bytesOf("x") };
  const nonsense: Message[] = [
    { kind: "heartbeat", term: 0, commit: 0 },
    { kind: "heartbeat", term: Number.NaN, commit: 0 },
    { kind: "preVoteRequest", term: 3, campaignTerm: 3, lastLogIndex: 0, lastLogTerm: 0 },
    { ...append, prevLogIndex: 0, prevLogTerm: 0, entries: [second] },
    { ...append, prevLogIndex: 0, prevLogTerm: 1, entries: [] },
    { ...append, prevLogIndex: 1, prevLogTerm: 1, entries: [{ ...second, term: 3 }] },
    { ...append, prevLogIndex: 1, prevLogTerm: 2, entries: [{ ...second, term: 1 }] },
  ];
  const refusals = nonsense.map((message) => raft.step(0, { kind: "message", from: 1, message }));
  expect(refusals).toEqual(nonsense.map(() => "malformed-message"));
  for (const from of [0, 3, -1, 0.5]) {
    const refusal = raft.step(0, { kind: "message", from, message: heartbeat });
    expect(refusal).toBe("unknown-sender");
  }
  expect(raft.status()).toEqual(before);
  expect(raft.take()).toMatchObject({ messages: [], persist: null, leadership: null });
});

test("a leader refuses an acknowledgement of what it never had", () => {
  const raft = node(fresh);
  raft.step(300, { kind: "tick" });
  const granted = { kind: "preVoteReply", term: 0, campaignTerm: 1, refusal: null } as const;
  receive(raft, granted, 1, 300);
  raft.step(300, { kind: "persisted", id: 1 });
  receive(raft, { kind: "voteReply", term: 1, refusal: null }, 1, 300);
  expect(raft.status()).toMatchObject({ role: "leader", lastIndex: 1 });
  const message: Message = { kind: "appendAck", term: 1, matchIndex: 2 };
  expect(raft.step(300, { kind: "message", from: 1, message })).toBe("malformed-message");
});

test("peers at the same place share one message object", () => {
  const raft = node(fresh, {}, 5);
  raft.step(300, { kind: "tick" });
  for (const from of [1, 2]) {
    receive(raft, { kind: "preVoteReply", term: 0, campaignTerm: 1, refusal: null }, from, 300);
  }
  raft.step(300, { kind: "persisted", id: 1 });
  raft.take();
  raft.step(300, {
    kind: "message",
    from: 1,
    message: { kind: "voteReply", term: 1, refusal: null },
  });
  const { messages } = receive(raft, { kind: "voteReply", term: 1, refusal: null }, 2, 300);
  expect(messages).toHaveLength(4);
  expect(new Set(messages.map(({ message }) => message)).size).toBe(1);
});

test("a bug in the driver or in Raft itself throws instead of harming the log", () => {
  const committed = node();
  const append = { kind: "appendRequest", term: 1, prevLogIndex: 0, prevLogTerm: 0 } as const;
  receive(committed, { ...append, leaderCommit: 2, entries: logOf(1, 1) });
  // Another leader's entry where one is committed.
  const contradiction: Message = { ...append, term: 2, leaderCommit: 0, entries: logOf(2) };
  expect(() => receive(committed, contradiction)).toThrow(RaftInvariantError);

  // Persists confirmed that were never issued, or twice.
  expect(() => node().step(0, { kind: "persisted", id: 1 })).toThrow(RaftInvariantError);
  const twice = node();
  receive(twice, heartbeat);
  twice.step(0, { kind: "persisted", id: 1 });
  expect(() => twice.step(0, { kind: "persisted", id: 1 })).toThrow(RaftInvariantError);

  // Two leaders in one term.
  const split = node();
  receive(split, heartbeat, 1);
  expect(() => receive(split, heartbeat, 2)).toThrow(RaftInvariantError);

  // A leader that believes this node stored what it has lost: the disk broke its promise.
  expect(() => receive(node(), { ...heartbeat, commit: 5 })).toThrow(RaftInvariantError);

  // Compacting beyond the newest snapshot.
  const uncovered = node({ ...fresh, hardState: { term: 1, votedFor: null }, entries: logOf(1) });
  expect(() => uncovered.step(0, { kind: "compact", upToIndex: 1 })).toThrow(RaftInvariantError);
});

test("a restored state that contradicts itself is refused", () => {
  const hardState = { term: 2, votedFor: null };
  const log = logOf(1, 1, 2);
  const third = log.slice(2);
  const wrong: RestoredState[] = [
    { hardState: { term: 1, votedFor: null }, snapshot: null, entries: log },
    { hardState, snapshot: null, entries: [...log.slice(0, 1), ...third] },
    { hardState, snapshot: null, entries: log.slice(1) },
    { hardState, snapshot: { index: 1, term: 1 }, entries: third },
    { hardState, snapshot: { index: 2, term: 2 }, entries: log },
  ];
  for (const restored of wrong) expect(() => node(restored)).toThrow(RaftInvariantError);
});

test("a log kept below the snapshot is restored with it, and what the snapshot covers is not applied again", () => {
  const entries = logOf(1, 1, 2, 2).slice(1);
  const snapshot = { index: 3, term: 2 };
  const raft = node({ hardState: { term: 2, votedFor: null }, snapshot, entries });
  expect(raft.status()).toMatchObject({
    firstIndex: 3,
    lastIndex: 4,
    durableIndex: 4,
    commitIndex: 3,
    appliedIndex: 3,
    snapshotIndex: 3,
  });
});

test("what is committed at once is handed out in portions", () => {
  const raft = node(fresh, { applyEntriesMax: 2 });
  const append = { kind: "appendRequest", term: 1, prevLogIndex: 0, prevLogTerm: 0 } as const;
  const first = receive(raft, { ...append, leaderCommit: 5, entries: logOf(1, 1, 1, 1, 1) });
  const portions = [first, raft.take(), raft.take(), raft.take()];
  expect(portions.map(({ committed }) => committed.map(({ index }) => index))).toEqual([
    [1, 2],
    [3, 4],
    [5],
    [],
  ]);
  expect(portions.map(({ more }) => more)).toEqual([true, true, false, false]);
});

test("time that goes back counts as the highest seen", () => {
  const raft = node();
  receive(raft, heartbeat, 1, 1000);
  raft.step(5, { kind: "tick" });
  expect(raft.nextDeadlineMs()).toBe(1300);
});

test("settings that cannot work are refused", () => {
  expect(() => node(fresh, {}, 4)).toThrow(RaftInvariantError);
  expect(() => node(fresh, { electionTimeoutMinMs: 100 })).toThrow(RaftInvariantError);
  expect(() => node(fresh, { electionTimeoutMaxMs: 300 })).toThrow(RaftInvariantError);
  expect(() => node(fresh, { appendBytesMax: 0 })).toThrow(RaftInvariantError);
});
