import { decodeMessage, encodeMessage, type Message, type RaftConfig } from "@cablecut/raft";
import { expect, test } from "vitest";
import type { AppendOutcome } from "../../port.ts";
import { LogTrial } from "../../testing/log-trial.ts";
import { RecordingConsumer } from "../../testing/recording-consumer.ts";
import { VirtualCluster } from "../../testing/virtual-cluster.ts";
import { RaftLog } from "./raft-log.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function running(
  replicas: number,
  raft: Partial<RaftConfig> = {},
): Promise<{ cluster: VirtualCluster; trial: LogTrial }> {
  const cluster = new VirtualCluster({ replicas, seed: 7, raft });
  const trial = new LogTrial(cluster);
  for (const id of trial.ids) await trial.start(id);
  await trial.agree();
  return { cluster, trial };
}

test("without a leader an append waits a bounded time, is then unavailable, and was never sent", async () => {
  const { cluster, trial } = await running(3);
  const leader = await trial.leader();
  const alone = trial.ids.find((id) => id !== leader)!;
  cluster.isolate([alone]);
  cluster.pass(1000);
  expect(trial.logs[alone]!.status().leader).toBeNull();
  const appendedMs = cluster.nowMs;
  trial.append(alone, "nobody listens");
  await trial.allAnswered(["nobody listens"]);
  expect(trial.outcomes.get("nobody listens")).toEqual({
    kind: "unavailable",
    reason: "no-leader",
  });
  expect(cluster.nowMs - appendedMs).toBeGreaterThan(999);
  expect(cluster.nowMs - appendedMs).toBeLessThan(1100);
  cluster.heal();
  await trial.agree();
  trial.expectPromisesKept();
});

test("an append that waited for a leader is committed when there is one in time", async () => {
  const { cluster, trial } = await running(3);
  const leader = await trial.leader();
  const [first, second] = trial.ids.filter((id) => id !== leader);
  trial.crash(leader);
  cluster.runUntil(() => trial.logs[first!]!.status().leader === null, "the leader to be missed");
  trial.append(first!, "patience");
  trial.append(second!, "patience too");
  await trial.allAnswered(["patience", "patience too"]);
  expect(trial.kind("patience")).toBe("committed");
});

test("what went to a leader that died is unknown as soon as its successor has committed, not after the timeout", async () => {
  const { cluster, trial } = await running(5);
  const leader = await trial.leader();
  const follower = trial.ids.find((id) => id !== leader)!;
  trial.append(follower, "on its way");
  trial.crash(leader);
  const crashedMs = cluster.nowMs;
  await trial.allAnswered(["on its way"]);
  expect(trial.outcomes.get("on its way")).toEqual({ kind: "unknown", reason: "leader-changed" });
  expect(cluster.nowMs - crashedMs).toBeLessThan(1500);
  await trial.agree(trial.ids.filter((id) => id !== leader));
});

test("with the leader and the quorum gone an append is unknown after its timeout", async () => {
  const { cluster, trial } = await running(3);
  const leader = await trial.leader();
  const follower = trial.ids.find((id) => id !== leader)!;
  cluster.isolate([follower]);
  trial.append(follower, "sent into the cut");
  const appendedMs = cluster.nowMs;
  await trial.allAnswered(["sent into the cut"]);
  expect(trial.outcomes.get("sent into the cut")).toEqual({ kind: "unknown", reason: "timeout" });
  expect(cluster.nowMs - appendedMs).toBeGreaterThan(1999);
  expect(cluster.nowMs - appendedMs).toBeLessThan(2100);
});

test("whoever is recovering has nothing that counts, however much it has stored: it is no successor", async () => {
  const raft = { appendEntriesMax: 4, inflightMessagesMax: 1 };
  const { cluster, trial } = await running(5, raft);
  const leader = await trial.leader();
  const lost = trial.ids.find((id) => id !== leader)!;
  for (let each = 1; each <= 40; each += 1) trial.append(leader, `before the loss ${each}`);
  await trial.agree();
  trial.crash(lost);
  cluster.loseDisk(lost);
  await trial.start(lost);
  let isKnown = false;
  const early: number[] = [];
  cluster.runUntil(() => {
    const { recovering } = trial.logs[lost]!.status();
    const { peers } = trial.logs[leader]!.status();
    const matchIndex = peers.find(({ replica }) => replica === lost)?.matchIndex ?? -1;
    isKnown ||= matchIndex === 0;
    if (isKnown && recovering && matchIndex > 0) early.push(matchIndex);
    return isKnown && !recovering && matchIndex > 0;
  }, "the empty one to count again");
  expect(early).toEqual([]);
});

test("garbage from the network is refused by name and changes nothing", async () => {
  const { cluster, trial } = await running(3);
  const before = trial.ids.map((id) => trial.logs[id]!.status());
  cluster.inject(1, 0, new Uint8Array(0));
  cluster.inject(1, 0, bytes("GET / HTTP/1.1"));
  cluster.inject(1, 0, Uint8Array.of(1, 4, 255, 255));
  cluster.inject(7, 0, Uint8Array.of(1, 7, 9, 0));
  expect(cluster.refused).toHaveLength(4);
  expect(trial.ids.map((id) => trial.logs[id]!.status())).toEqual(before);
  await trial.agree();
});

/** A driver whose turns, messages and writes are looked at one by one. */
function underGlass(limits: { storageBacklogBytesMax?: number } = {}) {
  const deferred: (() => void)[] = [];
  const sent: { to: number; kind: string; entries: number }[] = [];
  const writes: { entries: number; durable: () => void }[] = [];
  const chunks: { chunk: number; stored: () => void }[] = [];
  const consumer = new RecordingConsumer();
  let nowMs = 0;
  let backlog = 0;
  const log = new RaftLog({
    replica: 0,
    replicas: 3,
    boot: 1,
    consumer,
    restored: {
      hardState: { term: 0, votedFor: null },
      snapshot: null,
      snapshotChunks: [],
      entries: [],
      recovering: false,
    },
    storage: {
      persist: ({ entries }, durable) => writes.push({ entries: entries.length, durable }),
      saveSnapshot: () => undefined,
      readSnapshotChunk: () => undefined,
      receiveSnapshotChunk: (_, chunk, __, ___, stored) => void chunks.push({ chunk, stored }),
      forgetReceived: () => void (chunks.length = 0),
      compact: () => undefined,
      recovered: () => undefined,
      backlogBytes: () => backlog,
      close: (closed) => closed(),
    },
    transport: {
      send: (to, chunks) => {
        const decoded = decodeMessage(new Uint8Array(Buffer.concat(chunks)));
        if (decoded.kind === "refused") throw new Error(decoded.refusal);
        const { message } = decoded;
        const entries = message.kind === "appendRequest" ? message.entries.length : 0;
        sent.push({ to, kind: message.kind, entries });
        return true;
      },
    },
    timers: {
      now: () => nowMs,
      after: () => () => undefined,
      defer: (task) => deferred.push(task),
    },
    random: () => 0,
    limits,
  });
  const turn = (): void => {
    for (const task of deferred.splice(0)) task();
  };
  return {
    log,
    consumer,
    sent,
    writes,
    chunks,
    turn,
    hear: (from: number, message: Message) =>
      log.receive(from, new Uint8Array(Buffer.concat(encodeMessage(message)))),
    pass: (ms: number) => {
      nowMs += ms;
      log.transferLeadership(0);
      turn();
    },
    setBacklog: (value: number) => (backlog = value),
  };
}

test("appends of one turn are one write and one message per peer; nothing is sent within the call", () => {
  const glass = underGlass();
  lead(glass);
  glass.sent.length = glass.writes.length = 0;
  const outcomes: AppendOutcome[] = [];
  for (let at = 0; at < 50; at++)
    glass.log.append(bytes(`${at}`), (outcome) => outcomes.push(outcome));
  expect([glass.sent, glass.writes]).toEqual([[], []]);
  glass.turn();
  expect(glass.sent).toEqual([
    { to: 1, kind: "appendRequest", entries: 50 },
    { to: 2, kind: "appendRequest", entries: 50 },
  ]);
  expect(glass.writes).toMatchObject([{ entries: 50 }]);
  expect(outcomes).toEqual([]);
});

test("a backlog of the own disk is answered with overloaded, before anything is sent", () => {
  const glass = underGlass({ storageBacklogBytesMax: 1000 });
  lead(glass);
  glass.sent.length = 0;
  glass.setBacklog(1001);
  const outcomes: AppendOutcome[] = [];
  glass.log.append(bytes("too much"), (outcome) => outcomes.push(outcome));
  glass.turn();
  expect(outcomes).toEqual([{ kind: "unavailable", reason: "overloaded" }]);
  expect(glass.sent).toEqual([]);
});

test("a snapshot that is whole is adopted also where another leader begins to send a newer one in that very turn", () => {
  const { hear, turn, chunks, consumer } = underGlass();
  const [first, newer] = [
    { index: 2, term: 1 },
    { index: 3, term: 1 },
  ] as const;
  const state = bytes(JSON.stringify(["one", "two", "three"]));
  const part = { kind: "snapshotChunk", term: 2, snapshot: newer } as const;
  turn();
  hear(1, {
    kind: "snapshotChunk",
    term: 1,
    snapshot: first,
    chunk: 0,
    last: true,
    data: bytes(JSON.stringify(["one", "two"])),
  });
  turn();
  chunks.shift()!.stored();
  hear(2, { ...part, chunk: 0, last: false, data: state.subarray(0, 10) });
  turn();
  expect(consumer.payloads).toEqual(["one", "two"]);
  chunks.shift()!.stored();
  turn();
  hear(2, { ...part, chunk: 1, last: true, data: state.subarray(10) });
  turn();
  chunks.shift()!.stored();
  turn();
  expect(consumer.payloads).toEqual(["one", "two", "three"]);
});

test("a snapshot that is sent anew while the disk still writes it is stored once its own write is done", () => {
  const { hear, turn, chunks, consumer } = underGlass();
  const data = bytes(JSON.stringify(["one", "two"]));
  const whole = {
    kind: "snapshotChunk",
    snapshot: { index: 2, term: 1 },
    chunk: 0,
    last: true,
  } as const;
  turn();
  hear(1, { ...whole, term: 1, data });
  turn();
  // The same leader, elected once more.
  hear(1, { ...whole, term: 2, data });
  turn();
  chunks.shift()!.stored();
  turn();
  expect(consumer.restores).toBe(0);
  chunks.shift()!.stored();
  turn();
  expect(consumer.payloads).toEqual(["one", "two"]);
});

test("what was received of a snapshot is let go once another leader has brought the entries themselves", () => {
  const { hear, turn, chunks, writes, consumer } = underGlass();
  const part = { kind: "snapshotChunk", chunk: 0, last: false, data: bytes("[") } as const;
  turn();
  hear(1, { ...part, term: 1, snapshot: { index: 2, term: 1 } });
  turn();
  const [received] = chunks;
  const entry = (index: number) => ({ index, term: 1, data: new Uint8Array(0) });
  const append = { kind: "appendRequest", term: 2, prevLogIndex: 0, prevLogTerm: 0 } as const;
  hear(2, { ...append, entries: [entry(1)], leaderCommit: 1 });
  turn();
  expect(chunks).toHaveLength(1);
  hear(2, { ...append, prevLogIndex: 1, prevLogTerm: 1, entries: [entry(2)], leaderCommit: 2 });
  turn();
  expect(chunks).toEqual([]);
  // The disk may be through with it only now.
  received!.stored();
  for (const { durable } of writes.splice(0)) durable();
  turn();
  expect([consumer.payloads.length, consumer.restores]).toEqual([2, 0]);
});

/** Lets the driver win the election of term 1: both peers grant everything. */
function lead(glass: ReturnType<typeof underGlass>): void {
  glass.turn();
  glass.pass(1000);
  // Pre-vote and vote of both peers: format 1, kind, term, ...
  for (const from of [1, 2]) glass.log.receive(from, Uint8Array.of(1, 1, 0, 1, 0));
  glass.turn();
  for (const write of glass.writes.splice(0)) write.durable();
  glass.turn();
  for (const from of [1, 2]) glass.log.receive(from, Uint8Array.of(1, 3, 1, 0));
  glass.turn();
  for (const write of glass.writes.splice(0)) write.durable();
  for (const from of [1, 2]) glass.log.receive(from, Uint8Array.of(1, 5, 1, 1));
  glass.turn();
  expectLeader(glass);
}

function expectLeader(glass: ReturnType<typeof underGlass>): void {
  const { role, commitIndex } = glass.log.status();
  if (role !== "leader" || commitIndex !== 1) throw new Error(`${role}, committed ${commitIndex}`);
}
