import { expect, test } from "vitest";
import { digestInterval, digestRecordsMax } from "./digest-records.ts";
import type { DigestReport, Ledger } from "../ledger-api.ts";
import type { Command } from "../testing/commands.ts";
import {
  applyNext,
  beat,
  commit,
  eventsOf,
  failover,
  fillTo,
  handover,
  openIn,
  pay,
  smallLedger,
  suspect,
} from "../testing/ledger-fixture.ts";

function beatWith(
  ledger: Ledger,
  room: number,
  report: DigestReport,
  digest = report.digest,
): Command {
  const { predecessor, clockMs } = beat(ledger, room) as { predecessor: number; clockMs: number };
  return {
    kind: "heartbeat",
    room,
    predecessor,
    clockMs,
    digestIndex: report.index,
    digest,
    chainPrefix: report.chainPrefix,
  };
}

const wrong = "00".repeat(8);

test("D1: the digest tells every kind of change apart, and two ledgers agree on it", () => {
  const changes: readonly ((ledger: Ledger) => Command[])[] = [
    () => [],
    (ledger) => [pay(ledger, 0, 2, 5)],
    (ledger) => [pay(ledger, 0, 2, 6)],
    (ledger) => [pay(ledger, 0, 3, 5)],
    (ledger) => [pay(ledger, 2, 0, 5)],
    (ledger) => [pay(ledger, 0, 99, 5)],
    (ledger) => [
      { kind: "cancel", payer: 0, sequence: 1, payerEpoch: ledger.failoverView().shards[0]!.epoch },
    ],
    () => [{ kind: "open", tokenHash: "ab".repeat(32), shard: 0, epoch: 1 }],
    (ledger) => [beat(ledger, 0)],
    (ledger) => [beat(ledger, 0, 5)],
    (ledger) => [suspect(ledger, 0)],
    (ledger) => [handover(ledger, 0, 1)],
    () => [{ kind: "set-failback", failback: true }],
  ];
  const digests = changes.map((change) => {
    const [one, two] = [smallLedger(), smallLedger()];
    commit(one, ...change(one));
    commit(two, ...change(two));
    expect(two.digest()).toBe(one.digest());
    expect(one.recount()).toMatchObject({ digest: one.digest(), sound: true });
    return one.digest();
  });
  expect(new Set(digests).size).toBe(digests.length);
});

test("D1: digests are recorded at multiples of 1,024, the last 64 of them", () => {
  const ledger = smallLedger();
  fillTo(ledger, digestInterval - 1);
  expect(ledger.digestToReport(0)).toEqual({ index: 0, digest: wrong, chainPrefix: wrong });
  openIn(ledger, 0, "lin");
  const digest = ledger.digest();
  const chainPrefix = Buffer.from(ledger.chainHash()).toString("hex").slice(0, 16);
  expect(ledger.digestAt(digestInterval)).toEqual({ index: digestInterval, digest, chainPrefix });
  expect(ledger.digestToReport(0)).toEqual({ index: digestInterval, digest, chainPrefix });
  commit(ledger, pay(ledger, 20, 0, 5));
  expect(ledger.digestAt(digestInterval)!.digest).toBe(digest);
  for (const index of [0, 1, 1_025, 2_048, -1_024, 0.5]) expect(ledger.digestAt(index)).toBeNull();
  fillTo(ledger, digestInterval * (digestRecordsMax + 1));
  expect(ledger.digestAt(digestInterval)).toBeNull();
  expect(ledger.digestAt(2 * digestInterval)).not.toBeNull();
});

test("H4: a room in the minority at an index has diverged, said once, as soon as a quorum agrees", () => {
  const ledger = smallLedger();
  fillTo(ledger, 1_030);
  const report = ledger.digestAt(1_024)!;
  expect(eventsOf(ledger, beatWith(ledger, 0, report))).toEqual([]);
  expect(eventsOf(ledger, beatWith(ledger, 3, report, wrong))).toEqual([]);
  expect(eventsOf(ledger, beatWith(ledger, 1, report))).toEqual([]);
  const expected = { index: 1_034, kind: "room-diverged", room: 3, atIndex: 1_024 };
  expect(eventsOf(ledger, beatWith(ledger, 2, report))).toEqual([expected]);
  expect(eventsOf(ledger, beatWith(ledger, 3, report))).toEqual([]);
  expect(eventsOf(ledger, beatWith(ledger, 4, { ...report, chainPrefix: wrong }))).toEqual([
    { index: 1_036, kind: "room-diverged", room: 4, atIndex: 1_024 },
  ]);
});

test("H4: without a quorum of equal reports nobody is said to have diverged", () => {
  const ledger = smallLedger();
  fillTo(ledger, 1_030);
  const report = ledger.digestAt(1_024)!;
  const digests = ["11", "22", "33", "33", "11"].map((byte) => byte.repeat(8));
  digests.forEach((digest, room) => {
    expect(eventsOf(ledger, beatWith(ledger, room, report, digest))).toEqual([]);
  });
});

test("H4: reports at impossible, future or long past indexes are ignored", () => {
  const ledger = smallLedger();
  fillTo(ledger, 1_030);
  const report = ledger.digestAt(1_024)!;
  const at = (index: number): DigestReport => ({ ...report, index: index as never });
  for (const index of [1, 1_023, 2_048, 1_024 * 2 ** 30]) {
    for (let room = 0; room < 5; room++) {
      const digest = room === 4 ? wrong : report.digest;
      expect(eventsOf(ledger, beatWith(ledger, room, at(index), digest))).toEqual([]);
    }
  }
  fillTo(ledger, 9 * 1_024 + 10);
  // Index 9 x 1,024 takes the place of 1,024; who reports that one now is too late to be compared.
  commit(ledger, beatWith(ledger, 0, ledger.digestAt(9 * 1_024)!));
  for (let room = 0; room < 5; room++) {
    const digest = room === 4 ? wrong : report.digest;
    expect(eventsOf(ledger, beatWith(ledger, room, report, digest))).toEqual([]);
  }
});

test("D2: a room reports where others have reported before it reports anything newer", () => {
  const ledger = smallLedger();
  fillTo(ledger, 3_000);
  expect(ledger.digestToReport(0).index).toBe(2_048);
  commit(ledger, beatWith(ledger, 0, ledger.digestToReport(0)));
  fillTo(ledger, 5_000);
  expect(ledger.digestToReport(0).index).toBe(4_096);
  expect(ledger.digestToReport(1).index).toBe(2_048);
  commit(ledger, beatWith(ledger, 1, ledger.digestToReport(1)));
  expect(ledger.digestToReport(1).index).toBe(4_096);
});

test("D1: a digest taken in between changes no later one", () => {
  const [watched, alone] = [smallLedger(), smallLedger()];
  for (const ledger of [watched, alone]) {
    for (let n = 0; n < 50; n++) {
      commit(ledger, pay(ledger, n % 5, 10 + (n % 3), n + 1));
      if (ledger === watched) watched.digest();
    }
    commit(ledger, suspect(ledger, 2));
    commit(ledger, failover(ledger, 2, 0));
    applyNext(ledger, new Uint8Array(0));
  }
  expect(watched.digest()).toBe(alone.digest());
});
