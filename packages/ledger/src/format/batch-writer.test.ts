import { transferMaxCents } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { BatchReader } from "./batch-reader.ts";
import { BatchWriter } from "./batch-writer.ts";
import { assumedPayloadVersion, recordsMax } from "./record-format.ts";
import { fullSpeed, tokenHashOf } from "../testing/ledger-fixture.ts";

const report = { index: 1_024, digest: "0123456789abcdef", chainPrefix: "fedcba9876543210" };

test("B7: the writer says version 2 only of a payload that holds a record of it", () => {
  const writer = new BatchWriter();
  const versionOf = (payload: Uint8Array): number => payload[2]!;
  writer.setFailback(true);
  expect(versionOf(writer.finish())).toBe(1);
  writer.adoptFormat();
  writer.setFailback(true);
  expect(versionOf(writer.finish())).toBe(2);
  writer.setFailback(true);
  expect(versionOf(writer.finish())).toBe(1);
});

test("B8: a version above 2 is written as soon as it is agreed upon, in every payload; an agreed 2 changes nothing", () => {
  let agreed = assumedPayloadVersion;
  const writer = new BatchWriter(() => agreed);
  const versionOf = (payload: Uint8Array): number => payload[2]!;
  writer.setFailback(true);
  expect(versionOf(writer.finish())).toBe(1);
  writer.setFailback(true);
  agreed = 3;
  expect(versionOf(writer.finish())).toBe(3);
  writer.adoptFormat();
  expect(versionOf(writer.finish())).toBe(3);
});

test("B6: the writer refuses by name what no record may contain", () => {
  const writer = new BatchWriter();
  const notIds = [-1, 1.5, Number.NaN, Infinity, 2 ** 32, "7" as never, null as never];
  for (const bad of notIds) {
    expect(writer.transfer(bad, 4, 1, 1, 1, 1)).toBe("payer-invalid");
    expect(writer.transfer(20, bad, 1, 1, 1, 1)).toBe("payee-invalid");
    expect(writer.transfer(20, 4, 1, bad, 1, 1)).toBe("sequence-invalid");
    expect(writer.transfer(20, 4, 1, 1, bad, 1)).toBe("epoch-invalid");
    expect(writer.transfer(20, 4, 1, 1, 1, bad)).toBe("epoch-invalid");
    expect(writer.cancel(bad, 1, 1)).toBe("payer-invalid");
    expect(writer.cancel(20, bad, 1)).toBe("sequence-invalid");
    expect(writer.cancel(20, 1, bad)).toBe("epoch-invalid");
    expect(writer.open(tokenHashOf("lin"), bad, 1)).toBe("shard-invalid");
    expect(writer.open(tokenHashOf("lin"), 1, bad)).toBe("epoch-invalid");
    expect(writer.suspectRoom(bad, 1, 1)).toBe("room-invalid");
    expect(writer.suspectRoom(1, bad, 1)).toBe("room-invalid");
  }
  expect(writer.transfer(20, 4, 1, 1, 2 ** 24, 1)).toBe("epoch-invalid");
  const amounts = [Number.NaN, 0.5, Infinity, 2 ** 60, "5" as never, 0, -1, transferMaxCents + 1];
  expect(amounts.map((amount) => writer.transfer(20, 4, amount, 1, 1, 1))).toEqual([
    "amount-invalid",
    "amount-invalid",
    "amount-invalid",
    "amount-invalid",
    "amount-invalid",
    "amount-not-positive",
    "amount-not-positive",
    "amount-too-large",
  ]);
  for (const bad of ["", "ab", "G".repeat(64), "AB".repeat(32), "a".repeat(65), 5 as never]) {
    expect(writer.open(bad, 1, 1)).toBe("token-hash-invalid");
  }
  const heartbeat = { room: 1, predecessor: 0, clockMs: 1, report: report as never };
  expect(writer.heartbeat({ ...heartbeat, room: 7 })).toBe("room-invalid");
  expect(writer.heartbeat({ ...heartbeat, predecessor: 2 ** 53 })).toBe("index-invalid");
  expect(writer.heartbeat({ ...heartbeat, clockMs: 0.5 })).toBe("clock-invalid");
  const noDigest = { ...report, digest: "xyz" } as never;
  expect(writer.heartbeat({ ...heartbeat, report: noDigest })).toBe("digest-invalid");
  expect(writer.suspectRoom(1, 1, -1)).toBe("index-invalid");
  const move = {
    shard: 1,
    from: 1,
    to: 2,
    epoch: 1,
    reason: "failover",
    ownerHeartbeat: 0,
    by: 1,
  } as const;
  expect(writer.moveShard({ ...move, ownerHeartbeat: -1 })).toBe("index-invalid");
  expect(writer.moveShard({ ...move, shard: 200 })).toBe("shard-invalid");
  expect(writer.moveShard({ ...move, to: 7 })).toBe("room-invalid");
  expect(writer.moveShard({ ...move, epoch: -1 })).toBe("epoch-invalid");
  expect(writer.moveShard({ ...move, reason: "fun" as never })).toBe("reason-invalid");
  expect(writer.setPace({ ...fullSpeed, leaseMs: 1e9 })).toBe("pace-invalid");
  expect(writer.setPace({ ...fullSpeed, name: "slow" as never })).toBe("pace-invalid");
  const measured = { incident: 1, source: "fabric", durationMs: 1, shards: [] } as const;
  const wrong = [
    { incident: 0 },
    { source: "quorum-lost" },
    { durationMs: -1 },
    { durationMs: 86_400_001 },
    { durationMs: 0.5 },
    { shards: [[200, 1]] },
    { shards: [[1, 86_400_001]] },
    // A shard twice.
    {
      shards: [
        [1, 1],
        [1, 2],
      ],
    },
  ];
  for (const change of wrong) {
    expect(writer.incidentMeasured({ ...measured, ...change } as never)).toBe(
      "measurement-invalid",
    );
  }
  const dials = [
    { dial: "act", value: { act: "cue" } },
    { dial: "act", value: { act: "cue", amountCents: transferMaxCents + 1 } },
    { dial: "act", value: { act: "interlude" } },
    { dial: "doorsOpen", value: 1 },
    { dial: "stageLanguages", value: "fr" },
    { dial: "removed", value: { account: 90_000, removed: true } },
    { dial: "endedSessions", value: { session: "abc", expiresAtS: 1 } },
    { dial: "endedSessions", value: { session: "ab".repeat(8), expiresAtS: 0.5 } },
    { dial: "volume", value: 11 },
  ];
  for (const dial of dials) expect(writer.setDial(dial as never)).toBe("dial-invalid");
  expect([writer.count, writer.byteLength]).toEqual([0, 16]);
});

test("B6: a measurement that would not fit with all its shards is refused whole", () => {
  const writer = new BatchWriter();
  while (writer.count < recordsMax - 2) writer.setFailback(true);
  const shards = [0, 1].map((shard): [never, number] => [shard as never, 1]);
  const measured = { incident: 1, source: "fabric", durationMs: 1 } as const;
  expect(writer.incidentMeasured({ ...measured, shards })).toBe("batch-full");
  expect(writer.count).toBe(recordsMax - 2);
  expect(writer.incidentMeasured({ ...measured, shards: shards.slice(1) })).toBeNull();
  expect(writer.count).toBe(recordsMax);
});

test("B6: large indexes and clocks survive the way through two words", () => {
  const writer = new BatchWriter();
  const clockMs = Number.MAX_SAFE_INTEGER;
  expect(writer.suspectRoom(1, 2, 2 ** 44 + 5)).toBeNull();
  expect(
    writer.heartbeat({ room: 2, predecessor: 2 ** 32, clockMs, report: report as never }),
  ).toBeNull();
  const reader = new BatchReader();
  expect(reader.load(writer.finish())).toBeNull();
  reader.next();
  expect(reader.heartbeatSeen).toBe(2 ** 44 + 5);
  reader.next();
  expect([reader.heartbeatSeen, reader.clockMs]).toEqual([2 ** 32, clockMs]);
});
