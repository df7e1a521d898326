import { expect, test } from "vitest";
import { RecordingConsumer } from "../../testing/recording-consumer.ts";
import type { EtcdNotice } from "./etcd-log-options.ts";
import { EtcdLog } from "./etcd-log.ts";
import { keysBelow } from "./keys.ts";
import { joinPayloads } from "./payload-group.ts";
import { decodePeerMessage, encodePeerMessage, type PeerMessage } from "./messages.ts";
import type { EtcdStore, MemberId, WatchOwner } from "./store.ts";

const bytesOf = (chunks: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));

/** A driver beside the member that leads; store, disk and other rooms are played by the test. */
function underGlass({ isLost = false } = {}) {
  let unmarked = 0;
  let nowMs = 0;
  let due: { atMs: number; run: () => void }[] = [];
  const after = (delayMs: number, run: () => void): (() => void) => {
    const timer = { atMs: nowMs + delayMs, run };
    due.push(timer);
    return () => (due = due.filter((each) => each !== timer));
  };
  const told: { to: number; message: PeerMessage }[] = [];
  const adoptions: (() => void)[] = [];
  const journals: (() => void)[] = [];
  const handedTo: MemberId[] = [];
  const watches: WatchOwner[] = [];
  const notices: EtcdNotice[] = [];
  const members = new Map([
    ["room-0", "a"],
    ["room-1", "b"],
    ["room-2", "c"],
  ]);
  const store: EtcdStore = {
    status: (_, done) =>
      void after(1, () => done({ member: "a", leader: "a", term: 1, revision: 90, alarm: null })),
    members: (_, done) => void after(1, () => done(new Map(members))),
    prepare: (_replica, _timeoutMs, done) => void after(1, () => done({ begin: 2, boot: 1 })),
    create: () => () => undefined,
    newest: () => undefined,
    watch: (_, owner) => {
      watches.push(owner);
      return () => undefined;
    },
    cut: () => undefined,
    moveLeader: (to) => void handedTo.push(to),
    close: () => undefined,
  };
  const consumer = new RecordingConsumer();
  const log = new EtcdLog({
    replica: 0,
    memberNames: [...members.keys()],
    consumer,
    store,
    keys: keysBelow("show/"),
    storage: {
      persist: ({ adopt }, durable) => void (adopt === null ? journals : adoptions).push(durable),
      saveSnapshot: () => undefined,
      readSnapshotChunk: (_, __, done) => done(null),
      receiveSnapshotChunk: (_, __, ___, ____, stored) => void after(1, stored),
      forgetReceived: () => undefined,
      compact: () => undefined,
      recovered: () => (unmarked += 1),
      backlogBytes: () => 0,
      close: (closed) => closed(),
    },
    restored: {
      hardState: { term: 0, votedFor: null },
      snapshot: null,
      snapshotChunks: [],
      entries: [],
      recovering: isLost,
    },
    transport: {
      send: (to, chunks) => {
        const message = decodePeerMessage(bytesOf(chunks));
        if (message !== null) told.push({ to, message });
        return true;
      },
    },
    timers: { now: () => nowMs, defer: (run) => void after(0, run), after },
    onNotice: (notice) => void notices.push(notice),
  });
  return {
    log,
    consumer,
    told,
    adoptions,
    journals,
    unmarked: () => unmarked,
    handedTo,
    watches,
    notices,
    members,
    run: (ms: number): void => {
      for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 1) {
        const now = due.filter(({ atMs }) => atMs <= nowMs);
        due = due.filter(({ atMs }) => atMs > nowMs);
        for (const each of now) each.run();
      }
    },
    hear: (from: number, message: PeerMessage): void =>
      log.receive(from, bytesOf(encodePeerMessage(message))),
  };
}

/** Its log begins with nothing that is there any more, and another room gives it a snapshot. */
function getSnapshot({ told, watches, run, hear }: ReturnType<typeof underGlass>): void {
  hear(1, { kind: "progress", appliedIndex: 2, snapshotRevision: 50, cutIndex: 0 });
  hear(2, { kind: "progress", appliedIndex: 2, snapshotRevision: 50, cutIndex: 0 });
  run(300);
  watches[0]!.ended(50, "compacted");
  run(10);
  const { to, message } = told.find((each) => each.message.kind === "ask")!;
  const { request } = message as PeerMessage & { kind: "ask" };
  const data = new TextEncoder().encode(JSON.stringify(["", "one"]));
  const piece = { kind: "piece", index: 2, revision: 50, chunk: 0, last: true } as const;
  hear(to, { ...piece, request, data });
}

test("a snapshot of another room counts as stored here once a restart would begin with it, and is applied at once", () => {
  const glass = underGlass();
  const { log, consumer, told, adoptions, run } = glass;
  getSnapshot(glass);
  told.length = 0;
  run(300);
  expect(consumer.payloads).toEqual(["", "one"]);
  expect(log.status()).toMatchObject({ appliedIndex: 2, snapshotIndex: 0 });
  const stored = (): number[] =>
    told.flatMap((each) =>
      each.message.kind === "progress" ? [each.message.snapshotRevision] : [],
    );
  expect(new Set(stored())).toEqual(new Set([0]));
  expect(adoptions).toHaveLength(1);
  adoptions[0]!();
  told.length = 0;
  run(300);
  expect(new Set(stored())).toEqual(new Set([50]));
  expect(log.status().snapshotIndex).toBe(2);
});

test("a room that lost its log is marked until it has stored a snapshot, or the log from its beginning: before it can help nobody", () => {
  const late = underGlass({ isLost: true });
  getSnapshot(late);
  late.run(300);
  expect(late.unmarked()).toBe(0);
  late.adoptions[0]!();
  expect(late.unmarked()).toBe(1);
  const early = underGlass({ isLost: true });
  for (const from of [1, 2])
    early.hear(from, { kind: "progress", appliedIndex: 0, snapshotRevision: 0, cutIndex: 0 });
  early.run(300);
  for (const counter of [1, 2]) early.watches[0]!.puts([put(counter, 9 + counter, "paid")], 1);
  expect(early.unmarked()).toBe(0);
  for (const durable of early.journals) durable();
  expect(early.unmarked()).toBe(1);
});

const put = (counter: number, revision: number, text: string) => ({
  key: keysBelow("show/").of({ replica: 1, boot: 1, counter }),
  value: joinPayloads([new TextEncoder().encode(text)]),
  revision,
});

test("leadership goes to the member that stands beside the room now, also where that was replaced since", () => {
  const { log, members, handedTo, run } = underGlass();
  run(300);
  expect(log.status().role).toBe("leader");
  members.set("room-1", "a new one");
  log.transferLeadership(1);
  run(10);
  expect(handedTo).toEqual(["a new one"]);
  log.transferLeadership(9);
  run(10);
  expect(handedTo).toHaveLength(1);
});

test("what another program has put below the log's prefix is passed over and told once: the log goes on as without it", () => {
  const { log, consumer, notices, watches, run, hear } = underGlass();
  for (const from of [1, 2])
    hear(from, { kind: "progress", appliedIndex: 0, snapshotRevision: 0, cutIndex: 0 });
  run(300);
  const foreign = (revision: number, changes: Partial<ReturnType<typeof put>>) => ({
    ...put(9, revision, "theirs"),
    ...changes,
  });
  const nobody = keysBelow("show/").of({ replica: 3, boot: 1, counter: 1 });
  watches[0]!.puts([foreign(10, { key: "show/p/x" })], 1);
  expect(log.status()).toMatchObject({ appliedIndex: 0 });
  watches[0]!.puts(
    [put(1, 11, "one"), foreign(12, { value: Uint8Array.of(121) }), put(2, 13, "two")],
    1,
  );
  watches[0]!.puts([foreign(14, { key: nobody })], 1);
  watches[0]!.puts([put(3, 15, "three")], 1);
  expect(consumer.payloads).toEqual(["one", "two", "three"]);
  expect(log.status()).toMatchObject({ appliedIndex: 3, lastIndex: 3 });
  expect(notices).toEqual([{ kind: "foreign-put", key: "show/p/x", revision: 10 }]);
});

test("what a member that fell behind tells once more is not applied once more", () => {
  const { log, consumer, watches, run, hear } = underGlass();
  for (const from of [1, 2])
    hear(from, { kind: "progress", appliedIndex: 0, snapshotRevision: 0, cutIndex: 0 });
  run(300);
  const [first, second, third] = [
    put(1, 10, "one"),
    put(2, 11, "two"),
    put(3, 12, "three"),
  ] as const;
  watches[0]!.puts([first, second], 1);
  watches[0]!.ended(null, "the member was put back");
  run(100);
  watches[1]!.puts([first], 1);
  watches[1]!.puts([second, third], 1);
  expect(consumer.payloads).toEqual(["one", "two", "three"]);
  expect(log.status()).toMatchObject({ appliedIndex: 3, lastIndex: 3 });
});
