import { expect, test } from "vitest";
import type { AppendOutcome } from "../../port.ts";
import { keysBelow, revisionText } from "./keys.ts";
import { decodePeerMessage, encodePeerMessage, type PeerMessage } from "./messages.ts";
import { Outbox } from "./outbox.ts";
import { joinPayloads, splitPayloads } from "./payload-group.ts";
import { reachedByQuorum, Retention } from "./retention.ts";
import { decodeStreamFrame, encodeStreamFrame, type StreamFrame } from "./stream-frames.ts";

const joined = (chunks: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
const bytes = (...numbers: number[]): Uint8Array => Uint8Array.from(numbers);

test("payloads come out of a group as they went in, and what is cut short or of another make is none", () => {
  const payloads = [bytes(1), bytes(), bytes(2, 3, 4)];
  const group = joinPayloads(payloads);
  expect(splitPayloads(group)).toEqual(payloads);
  for (let end = 0; end < group.length; end += 1)
    expect(splitPayloads(group.subarray(0, end))).toBeNull();
  for (const foreign of [bytes(9, 0, 0, 0, 0), bytes(1, 0, 0, 0, 0), bytes(...group, 0)])
    expect(splitPayloads(foreign)).toBeNull();
});

test("a room's later key is greater than all its earlier ones, also over a restart", () => {
  const keys = keysBelow("show/");
  const made = [
    { replica: 3, boot: 9, counter: 10 },
    { replica: 3, boot: 10, counter: 1 },
    { replica: 3, boot: 10, counter: 2 },
    { replica: 3, boot: 10, counter: 16 },
    { replica: 3, boot: 1_764_316_800_000_123, counter: 1 },
  ];
  const texts = made.map((origin) => keys.of(origin));
  expect(texts.toSorted()).toEqual(texts);
  expect(texts.map((key) => keys.originOf(key))).toEqual(made);
  const { from, to } = keys.upTo(made[2]!);
  expect(texts.filter((key) => from <= key && key < to)).toEqual(texts.slice(0, 3));
  const digits = "0".repeat(13);
  for (const foreign of [
    "show/p/",
    "show/p/x",
    "show/p/3/x/1",
    `show/p/3/${digits}9/000000000a/`,
    `show/p/3/${digits}9/00000000A0`,
    `show/p/-1/${digits}9/000000000a`,
    `show/p/3/${"f".repeat(14)}/0000000001`,
    `other/p/3/${digits}9/000000000a`,
  ])
    expect(keys.originOf(foreign), foreign).toBeNull();
  expect(revisionText(9) < revisionText(10)).toBe(true);
});

test("what rooms tell each other survives the way, and garbage is nobody's message", () => {
  const messages: PeerMessage[] = [
    { kind: "progress", appliedIndex: 5, snapshotRevision: 2 ** 40, cutIndex: 1 },
    { kind: "ask", request: 1, index: 0, chunk: 2 },
    { kind: "piece", request: 1, index: 7, revision: 9, chunk: 0, last: true, data: bytes(1, 2) },
    { kind: "none", request: 3 },
  ];
  for (const message of messages) {
    expect(decodePeerMessage(joined(encodePeerMessage(message)))).toEqual(message);
  }
  for (const garbage of [bytes(), bytes(1), bytes(2, 1, 1), bytes(99, 1)]) {
    expect(decodePeerMessage(garbage)).toBeNull();
    expect(decodeStreamFrame(garbage)).toBeNull();
  }
  const frames: StreamFrame[] = [
    { kind: "open", byOpener: true, stream: 2 ** 32 - 1 },
    { kind: "open-to-clients", byOpener: true, stream: 7 },
    { kind: "data", byOpener: false, stream: 1, data: bytes(5) },
    { kind: "ack", byOpener: true, stream: 1, bytes: 70_000 },
    { kind: "reset", byOpener: false, stream: 1 },
  ];
  for (const frame of frames) {
    const encoded = joined(encodeStreamFrame(frame));
    expect(decodeStreamFrame(encoded)).toEqual(frame);
    expect(decodePeerMessage(encoded)).toBeNull();
  }
});

test("nothing is cut that a quorum has not in snapshots, and the newest entries stay", () => {
  const retention = new Retention({ retentionEntriesMax: 3, retentionBytesMax: 1_000 });
  for (let index = 1; index <= 10; index += 1) {
    const origin = { replica: index % 2, boot: 1, counter: index };
    retention.applied(origin, 100 + index, index, 10);
  }
  expect(retention.cutPoint(0)).toBeNull();
  expect(retention.cutPoint(104)).toMatchObject({ revision: 104, index: 3 });
  const point = retention.cutPoint(999);
  expect(point).toMatchObject({ revision: 107, index: 6 });
  expect(point?.last.map(({ counter }) => counter).toSorted()).toEqual([6, 7]);
});

test("bytes bound what is kept as well as entries do", () => {
  const retention = new Retention({ retentionEntriesMax: 1_000, retentionBytesMax: 25 });
  for (let index = 1; index <= 5; index += 1) {
    retention.applied({ replica: 0, boot: 1, counter: index }, index, index, 10);
  }
  expect(retention.cutPoint(99)?.revision).toBe(2);
});

test("a quorum has reached what its third has reached", () => {
  expect(reachedByQuorum([5, 0, 9, 7, 1], 3)).toBe(5);
  expect(reachedByQuorum([5], 3)).toBe(0);
});

test("one group at a time is on its way; what follows waits and keeps its order", () => {
  const outbox = new Outbox();
  const outcomes: AppendOutcome[] = [];
  for (const payload of [1, 2, 3]) outbox.open(bytes(payload), 0, (end) => outcomes.push(end));
  const first = outbox.next(10, 1)!;
  expect(splitPayloads(first.value)).toEqual([bytes(1), bytes(2)]);
  expect(outbox.next(10, 1)).toBeNull();
  outbox.stored(first);
  const second = outbox.next(10, 1)!;
  expect(splitPayloads(second.value)).toEqual([bytes(3)]);
  outbox.applied(first.counter, 41);
  outbox.applied(second.counter, 43);
  expect(outcomes).toEqual([41, 42, 43].map((index) => ({ kind: "committed", index })));
});

test("what the store has and this room has not seen yet is never called unavailable", () => {
  const outbox = new Outbox();
  const outcomes: string[] = [];
  outbox.open(bytes(1), 0, ({ kind }) => outcomes.push(kind));
  outbox.stored(outbox.next(1, 1)!);
  outbox.expire(150, 100, 200, "no-leader");
  expect(outcomes).toEqual([]);
  outbox.expire(200, 100, 200, "no-leader");
  expect(outcomes).toEqual(["unknown"]);
});

test("what was certainly never sent is unavailable, what may have been is unknown", () => {
  const outbox = new Outbox();
  const outcomes: string[] = [];
  const note = (name: string) => (end: AppendOutcome) => outcomes.push(`${name} ${end.kind}`);
  outbox.open(bytes(1), 0, note("tried"));
  const group = outbox.next(1, 1)!;
  group.maybeSent = true;
  outbox.open(bytes(2), 0, note("waiting"));
  expect(outbox.nextExpiryMs(100, 200)).toBe(100);
  outbox.expire(150, 100, 200, "no-leader");
  expect(outcomes).toEqual(["waiting unavailable"]);
  outbox.expire(200, 100, 200, "no-leader");
  expect(outcomes).toEqual(["waiting unavailable", "tried unknown"]);
  expect(outbox.count).toBe(0);
  expect(outbox.bytes).toBe(0);
});
