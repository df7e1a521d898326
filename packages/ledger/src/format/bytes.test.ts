import { asCents } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { BatchReader } from "./batch-reader.ts";
import { BatchWriter } from "./batch-writer.ts";
import { checksumOf } from "./checksum.ts";
import { payloadBytesMax, recordsMax } from "./record-format.ts";
import type { Command } from "../testing/commands.ts";
import {
  applyNext,
  commit,
  fillTo,
  fullSpeed,
  openIn,
  pay,
  smallLedger,
  tokenHashOf,
} from "../testing/ledger-fixture.ts";
import { encodeRaw, rawPayload, rawRecord } from "../testing/raw-payload.ts";
import type { Ledger } from "../ledger-api.ts";

const report = { index: 1_024, digest: "0123456789abcdef", chainPrefix: "fedcba9876543210" };

/** One record of every kind; most have an effect on a ledger that has just opened one account in shard 0. */
const everyKind: readonly Command[] = [
  { kind: "transfer", payer: 20, payee: 4, amount: 888, sequence: 1, payerEpoch: 1, payeeEpoch: 1 },
  { kind: "cancel", payer: 20, sequence: 2, payerEpoch: 1 },
  { kind: "open", tokenHash: tokenHashOf("wang"), shard: 3, epoch: 1 },
  {
    kind: "heartbeat",
    room: 2,
    predecessor: 0,
    clockMs: 1_700_000_000_123,
    digestIndex: 1_024,
    digest: report.digest,
    chainPrefix: report.chainPrefix,
  },
  { kind: "set-pace", pace: fullSpeed },
  { kind: "suspect", room: 1, by: 2, lastHeartbeat: 0 },
  {
    kind: "move",
    shard: 1,
    from: 1,
    to: 4,
    epoch: 1,
    reason: "failover",
    ownerHeartbeat: 2 ** 40,
    by: 0,
  },
  { kind: "set-failback", failback: true },
  { kind: "adopt-format" },
  {
    kind: "incident-measured",
    incident: 1,
    source: "suspicion",
    durationMs: 25_987,
    shards: 1,
  },
  { kind: "shard-measured", shard: 6, ms: 25_001 },
  { kind: "set-dial", change: { dial: "act", value: { act: "cue", amountCents: asCents(888) } } },
];
/** The records that payloads of version 1 know. */
const knownToVersion1 = everyKind.slice(0, 8);

/** One record of each kind; answers what the writer said to each. */
function writeEachKind(writer: BatchWriter): unknown[] {
  return [
    writer.transfer(20, 4, 888, 1, 1, 1),
    writer.cancel(20, 2, 1),
    writer.open(tokenHashOf("wang"), 3, 1),
    writer.heartbeat({
      room: 2,
      predecessor: 0,
      clockMs: 1_700_000_000_123,
      report: report as never,
    }),
    writer.setPace(fullSpeed),
    writer.suspectRoom(1, 2, 0),
    writer.moveShard({
      shard: 1,
      from: 1,
      to: 4,
      epoch: 1,
      reason: "failover",
      ownerHeartbeat: 2 ** 40,
      by: 0,
    }),
    writer.setFailback(true),
    writer.adoptFormat(),
    writer.incidentMeasured({
      incident: 1,
      source: "suspicion",
      durationMs: 25_987,
      shards: [[6 as never, 25_001]],
    }),
    writer.setDial({ dial: "act", value: { act: "cue", amountCents: asCents(888) } }),
  ];
}

function writeAll(writer: BatchWriter): void {
  expect(writeEachKind(writer)).toEqual(Array.from({ length: 11 }, () => null));
}

function startedLedger(): Ledger {
  const ledger = smallLedger();
  openIn(ledger, 0, "lin");
  fillTo(ledger, 1_100);
  return ledger;
}

test("B1: the checksum is XXH32 as published", () => {
  // Test vectors of the reference implementation, for inputs that are whole words.
  const words = (text: string): Uint32Array =>
    new Uint32Array(new TextEncoder().encode(text).buffer);
  const of = (text: string, seed = 0): number => checksumOf(words(text), 0, text.length / 4, seed);
  expect(of("")).toBe(0x02cc5d05);
  expect(of("abcd")).toBe(0xa3643705);
  expect(of("abcdefghijklmnop")).toBe(0x9d2d8b62);
});

test("B1: writer and description agree on the bytes of every kind", () => {
  const writer = new BatchWriter();
  writeAll(writer);
  expect(writer.count).toBe(everyKind.length);
  const size = writer.byteLength;
  const payload = writer.finish();
  expect(payload.length).toBe(size);
  expect([...payload]).toEqual([...encodeRaw(everyKind)]);
  expect([writer.count, writer.byteLength]).toEqual([0, 16]);
});

test("B1: the reader gives back what was written, from any place in memory", () => {
  const writer = new BatchWriter();
  writeAll(writer);
  const payload = writer.finish();
  const shifted = new Uint8Array(payload.length + 3).subarray(3);
  shifted.set(payload);
  const reader = new BatchReader();
  expect(reader.load(shifted)).toBeNull();
  const read: unknown[] = [];
  const fields: readonly (() => unknown)[] = [
    () => [
      reader.payer,
      reader.payee,
      reader.amountCents,
      reader.sequence,
      reader.epoch,
      reader.payeeEpoch,
    ],
    () => [reader.payer, reader.sequence, reader.epoch],
    () => [reader.tokenHash, reader.shard, reader.epoch],
    () => [reader.room, reader.heartbeatSeen, reader.clockMs, reader.digestIndex],
    () => reader.pace,
    () => [reader.room, reader.by, reader.heartbeatSeen],
    () => [reader.shard, reader.from, reader.to, reader.epoch, reader.reason, reader.by],
    () => reader.failback,
    () => [],
    () => [reader.incident, reader.measureSource, reader.durationMs, reader.measuredShards],
    () => [reader.measuredShard, reader.measuredShardMs],
    () => reader.dialChange,
  ];
  while (reader.next()) read.push(reader.kind, fields[reader.position]!());
  expect(read).toEqual([
    1,
    [20, 4, 888, 1, 1, 1],
    2,
    [20, 2, 1],
    3,
    [tokenHashOf("wang"), 3, 1],
    16,
    [2, 0, 1_700_000_000_123, 1_024],
    19,
    fullSpeed,
    17,
    [1, 2, 0],
    18,
    [1, 1, 4, 1, "failover", 0],
    20,
    true,
    21,
    [],
    22,
    [1, "suspicion", 25_987, 1],
    23,
    [6, 25_001],
    24,
    { dial: "act", value: { act: "cue", amountCents: asCents(888) } },
  ]);
  reader.rewind();
  expect([reader.next(), reader.position, reader.kind]).toEqual([true, 0, 1]);
});

test("B2, B3: a payload with any bit flipped is malformed and changes nothing but index, chain and journal", () => {
  const payload = encodeRaw(everyKind);
  const ledger = startedLedger();
  const control = startedLedger();
  for (let bit = 0; bit < 8 * payload.length; bit++) {
    payload[bit >>> 3]! ^= 1 << (bit & 7);
    const applied = applyNext(ledger, payload);
    payload[bit >>> 3]! ^= 1 << (bit & 7);
    expect([bit, applied.outcome, applied.count, applied.events.length]).toEqual([
      bit,
      "malformed",
      0,
      0,
    ]);
    applyNext(control, new Uint8Array(0));
  }
  expect(ledger.digest()).toBe(control.digest());
  expect(ledger.chainHash()).not.toEqual(control.chainHash());
  expect(commit(ledger, ...everyKind)).toEqual(commit(control, ...everyKind));
});

test("B2, B3: a payload cut off or extended at any byte is malformed", () => {
  const payload = encodeRaw(everyKind);
  const ledger = startedLedger();
  const control = startedLedger();
  for (let length = 1; length < payload.length; length++) {
    expect(applyNext(ledger, payload.subarray(0, length)).outcome).toBe("malformed");
    applyNext(control, new Uint8Array(0));
  }
  for (const extra of [1, 2, 3, 4, 24]) {
    const extended = new Uint8Array(payload.length + extra);
    extended.set(payload);
    expect(applyNext(ledger, extended).outcome).toBe("malformed");
    applyNext(control, new Uint8Array(0));
  }
  expect(ledger.digest()).toBe(control.digest());
});

test("B2, B3: one record that cannot be makes the whole payload malformed, though its checksum is right", () => {
  const good = rawRecord(everyKind[0]!);
  const heartbeat = rawRecord(everyKind[3]!);
  const withWord = (record: readonly number[], at: number, word: number): number[] =>
    record.map((old, position) => (position === at ? word : old));
  const pace = rawRecord(everyKind[4]!);
  const bad: Record<string, number[]> = {
    "unknown kind": [0x42],
    "kind 0": [0],
    "cut off in the middle": good.slice(0, 4),
    "a shard beyond 16 bits": withWord(rawRecord(everyKind[2]!), 1, 0x1_0000),
    "a predecessor beyond 2^53": withWord(heartbeat, 2, 0x20_0000),
    "a clock beyond 2^53": withWord(heartbeat, 4, 0xffff_ffff),
    "a digest index beyond 2^53": withWord(heartbeat, 6, 0x20_0000),
    "something above the room": withWord(heartbeat, 0, 0x0001_0010),
    "something above the suspecting room": withWord(rawRecord(everyKind[5]!), 0, 0x0102_0111),
    "an unknown reason": withWord(rawRecord(everyKind[6]!), 1, 0x2_0001),
    "an unknown pace": withWord(pace, 0, 19 + 9 * 256),
    "a lease of no time": withWord(pace, 3, 0),
    "a failback of 3": [20 + 3 * 256],
    "a format that is none": [21 + 3 * 256],
    "a measurement of an unknown source": [22 + 4 * 256, 1, 5],
    "a measurement of more than a day": [22, 1, 86_400_001],
    "a shard measured at more than a day": [23, 86_400_001],
    "an unknown dial": [24 + 10 * 256, 0, 0, 0, 0],
    "doors neither open nor closed": [24 + 256, 2, 0, 0, 0],
    "an act of another value's words": [24, 0, 1, 0, 0],
    "a cue for nothing": [24, 2, 0, 0, 0],
    "words behind a dial's value": [24 + 256, 1, 0, 0, 1],
    "an account that cannot be, removed": [24 + 8 * 256, 90_000, 1, 0, 0],
    "an expiry beyond 2^53": [24 + 9 * 256, 1, 1, 0, 0x20_0000],
  };
  const ledger = startedLedger();
  const balance = ledger.balanceOf(20);
  for (const [what, record] of Object.entries(bad)) {
    const payload = rawPayload([good, record], { version: 2 });
    expect([what, applyNext(ledger, payload).outcome]).toEqual([what, "malformed"]);
  }
  for (const count of [0, 1, 3, recordsMax + 1, 0xffff_ffff]) {
    expect(applyNext(ledger, rawPayload([good, good], { count })).outcome).toBe("malformed");
  }
  expect(ledger.balanceOf(20)).toBe(balance);
});

test("B3: another version is named as such, a foreign magic is not", () => {
  const ledger = startedLedger();
  expect(applyNext(ledger, rawPayload([[1, 2, 3]], { version: 3 })).outcome).toBe(
    "unknown-version",
  );
  expect(applyNext(ledger, rawPayload([rawRecord(everyKind[0]!)], { version: 0 })).outcome).toBe(
    "unknown-version",
  );
  expect(applyNext(ledger, new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n--")).outcome).toBe(
    "malformed",
  );
  expect(ledger.balanceOf(20)).toBe(100_000_000);
});

test("B3: a payload of version 1 with a kind that came later is malformed; version 2 knows the older ones too", () => {
  const ledger = startedLedger();
  for (const command of everyKind.slice(knownToVersion1.length)) {
    const record = rawRecord(command);
    expect(applyNext(ledger, rawPayload([record], { version: 1 })).outcome).toBe("malformed");
    expect(applyNext(ledger, rawPayload([record], { version: 2 })).outcome).toBe("applied");
  }
  const all = rawPayload(knownToVersion1.map(rawRecord), { version: 2 });
  expect(applyNext(ledger, all)).toMatchObject({ outcome: "applied", count: 8 });
});

test("B3: bytes far too long are malformed", () => {
  const ledger = startedLedger();
  expect(applyNext(ledger, new Uint8Array(payloadBytesMax + 4)).outcome).toBe("malformed");
  expect(applyNext(ledger, new Uint8Array(9_000_000)).outcome).toBe("malformed");
});

test("B4: an empty payload and one without records are applied and do nothing", () => {
  const ledger = startedLedger();
  for (const payload of [new Uint8Array(0), new BatchWriter().finish()]) {
    const applied = applyNext(ledger, payload);
    expect([applied.outcome, applied.count, applied.openings, applied.events]).toEqual([
      "applied",
      0,
      [],
      [],
    ]);
  }
});

test("B5: a full batch refuses the next record of any kind and stays as it is", () => {
  const ledger = startedLedger();
  const writer = new BatchWriter();
  for (let n = 0; n < recordsMax; n++) writer.transfer(20, 4, 1, n + 1, 1, 1);
  expect(writeEachKind(writer)).toEqual(Array.from({ length: 11 }, () => "batch-full"));
  const applied = applyNext(ledger, writer.finish());
  expect([applied.count, applied.booked]).toEqual([recordsMax, recordsMax]);
});

test("bytes once handed out are the caller's", () => {
  const ledger = startedLedger();
  const writer = new BatchWriter();
  writer.transfer(20, 4, 1, 1, 1, 1);
  const payload = writer.finish();
  const before = [...payload];
  writer.transfer(20, 4, 999, 1, 1, 1);
  expect([...payload]).toEqual(before);
  const chain = ledger.chainHash();
  chain.fill(0);
  applyNext(ledger, payload);
  expect(commit(ledger, pay(ledger, 20, 4, 5))).toEqual(["booked"]);
});
