import { expect, test } from "vitest";
import { defaultTopology, type TokenHash } from "@cablecut/protocol";
import { createLedger } from "../ledger.ts";
import type { Ledger } from "../ledger-api.ts";
import {
  applyNext,
  beat,
  cancel,
  commit,
  failover,
  fillTo,
  fullSpeed,
  joinBytes,
  keynote,
  openIn,
  pay,
  resultsOf,
  sha256,
  smallLedger,
  smallTopology,
  suspect,
  tokenHashOf,
} from "../testing/ledger-fixture.ts";
import { encodeRaw } from "../testing/raw-payload.ts";
import { checksumOf } from "./checksum.ts";

/** Something of everything: people, receipts past the ring, a failover half done, reports, a recorded digest. */
function livelyLedger(): Ledger {
  const ledger = smallLedger();
  const people = Array.from({ length: 12 }, (_, n) => openIn(ledger, n % 10, `person ${n}`));
  for (let n = 0; n < 200; n++) {
    const [payer, payee] = [people[n % 5]!, people[(n * 7 + 3) % 12]!];
    commit(ledger, pay(ledger, payer, payee, 1 + n));
  }
  commit(ledger, cancel(ledger, people[6]!, 1), pay(ledger, people[7]!, 999, 5));
  for (let n = 0; n < 3; n++)
    commit(ledger, ...[0, 1, 2, 3, 4].map((room) => beat(ledger, room, n * 900)));
  commit(ledger, { kind: "set-pace", pace: fullSpeed }, { kind: "set-failback", failback: true });
  fillTo(ledger, 1_030);
  commit(ledger, {
    ...(beat(ledger, 2, 3_000) as {
      kind: "heartbeat";
      room: number;
      predecessor: number;
      clockMs: number;
    }),
    digestIndex: 1_024,
    digest: "11".repeat(8),
    chainPrefix: "22".repeat(8),
  });
  commit(ledger, suspect(ledger, 0), suspect(ledger, 1));
  commit(ledger, failover(ledger, 0, 3));
  return ledger;
}

function restored(chunks: readonly Uint8Array[]): Ledger {
  const ledger = smallLedger();
  expect(ledger.restore(chunks)).toMatchObject({ ok: true });
  return ledger;
}

test("D3: a restored ledger is the same in every answer, and in its own snapshot byte for byte", () => {
  const ledger = livelyLedger();
  const copy = restored(ledger.snapshot());
  expect(copy.appliedIndex).toBe(ledger.appliedIndex);
  expect(copy.digest()).toBe(ledger.digest());
  expect(copy.chainHash()).toEqual(ledger.chainHash());
  expect(copy.failoverView()).toEqual(ledger.failoverView());
  expect(copy.totals()).toEqual(ledger.totals());
  expect(copy.recount()).toEqual(ledger.recount());
  expect(copy.digestAt(1_024)).toEqual(ledger.digestAt(1_024));
  expect(copy.digestToReport(0)).toEqual(ledger.digestToReport(0));
  for (let account = 0; account < ledger.accountCount; account++) {
    expect(copy.account(account)).toEqual(ledger.account(account));
    expect(copy.history(account, 32)).toEqual(ledger.history(account, 32));
    for (let sequence = 0; sequence < 45; sequence++) {
      expect(copy.receipt(account, sequence)).toEqual(ledger.receipt(account, sequence));
    }
  }
  for (let index = 0; index <= ledger.appliedIndex; index += 7) {
    expect(copy.journal(index)).toEqual(ledger.journal(index));
  }
  expect(copy.accountByTokenHash(tokenHashOf("person 3") as TokenHash)).toBe(23);
  for (let shard = 0; shard < 10; shard++)
    expect(copy.peopleIn(shard)).toBe(ledger.peopleIn(shard));
  expect(joinBytes(copy.snapshot())).toEqual(joinBytes(ledger.snapshot()));
});

test("D3: afterwards both go on alike: replays, conflicts, withdrawals, drains, leases, digests", () => {
  const ledger = livelyLedger();
  const copy = restored(ledger.snapshot());
  const old = pay(ledger, 20, 23, 1, { sequence: 1 });
  const payloads = [
    [pay(ledger, 24, 25, 9), { ...old, sequence: 40 }, { ...old, sequence: 30, amount: 3 }, old],
    [beat(ledger, 1, 4_000), beat(ledger, 0, 4_000)],
    [{ kind: "open" as const, tokenHash: tokenHashOf("person 3"), shard: 0, epoch: 1 }],
    [{ kind: "open" as const, tokenHash: tokenHashOf("late"), shard: 4, epoch: 1 }],
    [{ kind: "suspect" as const, room: 1, by: 2, lastHeartbeat: ledger.appliedIndex + 2 }],
  ].map(encodeRaw);
  for (const payload of payloads) {
    const [one, two] = [applyNext(ledger, payload), applyNext(copy, payload)];
    expect(resultsOf(two)).toEqual(resultsOf(one));
    expect(two.events).toEqual(one.events);
    expect(two.openings).toEqual(one.openings);
    expect([...two.endedAt.subarray(0, two.count)]).toEqual([
      ...one.endedAt.subarray(0, one.count),
    ]);
    expect(copy.failoverView()).toEqual(ledger.failoverView());
  }
  fillTo(ledger, 2_100);
  fillTo(copy, 2_100);
  expect(copy.digestAt(2_048)).toEqual(ledger.digestAt(2_048));
  expect(joinBytes(copy.snapshot())).toEqual(joinBytes(ledger.snapshot()));
});

test("D3: the chunks may be cut anew at any byte, and are the caller's", () => {
  const ledger = livelyLedger();
  const chunks = ledger.snapshot();
  const bytes = joinBytes(chunks);
  for (const size of [1, 7, 4_096, 1_000_003]) {
    const cut: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += size) cut.push(bytes.slice(at, at + size));
    expect(restored(cut).digest()).toBe(ledger.digest());
  }
  commit(ledger, pay(ledger, 24, 25, 9));
  expect(joinBytes(chunks)).toEqual(bytes);
});

/** More than one frame: 1,700 accounts, of which the house ones have filled their receipts. */
function largeLedger(): Ledger {
  const ledger = createLedger({ topology: defaultTopology, pace: keynote, sha256 });
  for (let n = 0; n < 40; n++) {
    const payers = Array.from({ length: 200 }, (_, account) => account);
    commit(ledger, ...payers.map((payer) => pay(ledger, payer, (payer + 2) % 200, 1)));
  }
  for (let n = 0; n < 1_500; n++) openIn(ledger, n % 100, `person ${n}`);
  return ledger;
}

test("D3: larger than one frame", () => {
  const ledger = largeLedger();
  const chunks = ledger.snapshot();
  expect(chunks.length).toBeGreaterThan(2);
  expect(Math.max(...chunks.map((chunk) => chunk.length))).toBe(1_048_576);
  const copy = createLedger({ topology: defaultTopology, pace: keynote, sha256 });
  expect(copy.restore(chunks)).toMatchObject({ ok: true });
  expect(copy.digest()).toBe(ledger.digest());
  expect(joinBytes(copy.snapshot())).toEqual(joinBytes(chunks));
  expect(copy.history(1_699, 5)).toEqual(ledger.history(1_699, 5));
});

test("D4: any byte damaged is found, and the ledger stays as it was", () => {
  const bytes = joinBytes(livelyLedger().snapshot());
  const ledger = smallLedger();
  commit(ledger, pay(ledger, 0, 2, 5));
  const digest = ledger.digest();
  const accepted: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    bytes[at]! ^= 1 << (at % 8);
    if (ledger.restore([bytes]).ok) accepted.push(at);
    bytes[at]! ^= 1 << (at % 8);
  }
  expect(accepted).toEqual([]);
  expect([ledger.digest(), ledger.appliedIndex, ledger.balanceOf(0)]).toEqual([
    digest,
    1,
    99_999_995,
  ]);
  expect(ledger.restore([bytes])).toMatchObject({ ok: true });
});

test("D4: cut off or extended at any byte is found", () => {
  const bytes = joinBytes(livelyLedger().snapshot());
  const ledger = smallLedger();
  const accepted: number[] = [];
  for (let length = 0; length < bytes.length; length++) {
    if (ledger.restore([bytes.subarray(0, length)]).ok) accepted.push(length);
  }
  for (const extra of [1, 4, 8, 400]) {
    if (ledger.restore([bytes, new Uint8Array(extra)]).ok) accepted.push(bytes.length + extra);
  }
  expect(accepted).toEqual([]);
  expect(ledger.restore([])).toEqual({
    ok: false,
    refusal: "snapshot-damaged",
    detail: "it is cut off",
  });
});

test("D4: frames in another order are found", () => {
  const ledger = largeLedger();
  const [preamble, ...frames] = ledger.snapshot();
  expect(frames.length).toBeGreaterThan(1);
  const swapped = [preamble!, frames[1]!, frames[0]!, ...frames.slice(2)];
  expect(ledger.restore(swapped)).toEqual({
    ok: false,
    refusal: "snapshot-damaged",
    detail: "the checksum of frame 1 is wrong",
  });
});

test("D4: a snapshot of another genesis or version is refused by name", () => {
  const other = createLedger({ topology: smallTopology, pace: fullSpeed, sha256 });
  const ledger = smallLedger();
  expect(ledger.restore(other.snapshot())).toMatchObject({ ok: false, refusal: "other-genesis" });
  const [preamble, ...frames] = ledger.snapshot();
  const words = new Uint32Array(preamble!.buffer);
  words[1] = 3;
  words[2] = checksumOf(words, 0, 2, 0);
  expect(ledger.restore([preamble!, ...frames])).toEqual({
    ok: false,
    refusal: "unknown-version",
    detail: "version 3, this program reads versions 1 and 2: start the program that wrote it",
  });
});
