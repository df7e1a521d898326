import { expect, test } from "vitest";
import { BatchWriter } from "./format/batch-writer.ts";
import { createLedger } from "./ledger.ts";
import {
  applyNext,
  cancel,
  commit,
  failover,
  fillTo,
  handover,
  keynote,
  openIn,
  pay,
  resultsOf,
  sha256,
  smallHouse,
  smallLedger,
  smallTopology,
  suspect,
  tokenHashOf,
} from "./testing/ledger-fixture.ts";
import { encodeRaw } from "./testing/raw-payload.ts";
import type { TokenHash } from "@cablecut/protocol";

test("G1: genesis opens a canary and a till in every shard and nothing else", () => {
  const ledger = smallLedger();
  expect(ledger.accountCount).toBe(20);
  for (let shard = 0; shard < 10; shard++) {
    for (const account of [2 * shard, 2 * shard + 1]) {
      expect(ledger.account(account)).toMatchObject({
        shard,
        balance: 100_000_000,
        lastSequence: 0,
        lastResult: "applied",
        lastIndex: 0,
        openedIndex: 0,
      });
    }
    expect(ledger.peopleIn(shard)).toBe(0);
  }
  const view = ledger.failoverView();
  expect(view.shards.map((shard) => [shard.owner, shard.epoch, shard.status])).toEqual(
    Array.from({ length: 10 }, (_, shard) => [shard % 5, 1, "serving"]),
  );
  expect(view.rooms.every((room) => room.status === "up" && room.leaseMs === 20_000)).toBe(true);
  expect(view).toMatchObject({ failback: false, wave: 0, waveFirstRoom: null });
});

test("G1: the chain begins differently for another topology or another first pace, not for another name", () => {
  const chainOf = (topology: typeof smallTopology, pace = keynote): string =>
    Buffer.from(createLedger({ topology, pace, sha256 }).chainHash()).toString("hex");
  const chain = chainOf(smallTopology);
  expect(chainOf({ ...smallTopology, shardsPerRoom: 3 })).not.toBe(chain);
  expect(chainOf(smallTopology, { ...keynote, leaseMs: 19_000 })).not.toBe(chain);
  const [first, ...rest] = smallTopology.rooms;
  const renamed = { ...first!, name: { en: "Elsewhere", zh: "别处" } };
  expect(chainOf({ ...smallTopology, rooms: [renamed, ...rest] })).toBe(chain);
});

test("G2: the chain hashes the hash before, the index and the payload, of damaged payloads and empty ones too", () => {
  const ledger = smallLedger();
  const payloads = [
    encodeRaw([pay(ledger, 0, 1, 5)]),
    new Uint8Array(0),
    Uint8Array.of(1, 2, 3),
    new Uint8Array(300_000).fill(7),
    encodeRaw([pay(ledger, 0, 1, 5)]),
  ];
  let chain = ledger.chainHash();
  payloads.forEach((payload, position) => {
    const index = Buffer.alloc(8);
    index.writeBigUInt64LE(BigInt(position + 1));
    chain = sha256(Buffer.concat([chain, index, payload]));
    applyNext(ledger, payload);
    expect([...ledger.chainHash()]).toEqual([...chain]);
  });
});

test("G3, G4: money only changes hands", () => {
  const ledger = smallLedger();
  const lin = openIn(ledger, 0, "lin");
  const wang = openIn(ledger, 1, "wang");
  expect(commit(ledger, pay(ledger, lin, wang, 888))).toEqual(["booked"]);
  expect(ledger.account(lin)).toMatchObject({ balance: 99_999_112, sentCents: 888, sentCount: 1 });
  expect(ledger.account(wang)).toMatchObject({
    balance: 100_000_888,
    receivedCents: 888,
    receivedCount: 1,
    lastSequence: 0,
  });
  const of = (accounts: number, bookedTransfers: number): object => ({
    accounts,
    expectedCents: accounts * 100_000_000,
    actualCents: accounts * 100_000_000,
    bookedTransfers,
  });
  expect(ledger.totals()).toEqual({
    ...of(22, 1),
    people: of(2, 1),
    synthetic: of(0, 0),
    house: of(20, 0),
  });
  commit(ledger, pay(ledger, 0, 1, 100));
  expect(ledger.totals()).toMatchObject({
    bookedTransfers: 2,
    people: { bookedTransfers: 1 },
    house: { bookedTransfers: 1 },
  });
  expect(ledger.recount()).toMatchObject({
    sound: true,
    house: { accounts: 20, cents: 2_000_000_000 },
    people: { accounts: 2, cents: 200_000_000 },
  });
});

test("G3: payloads must come one after the other", () => {
  const ledger = smallLedger();
  expect(() => ledger.apply(2, new Uint8Array(0))).toThrow("log index 2 was to be applied after 0");
  applyNext(ledger, new Uint8Array(0));
  expect(() => ledger.apply(1, new Uint8Array(0))).toThrow(RangeError);
});

test("O1: an opening is number 0 and the first receipt", () => {
  const ledger = smallLedger();
  fillTo(ledger, 6);
  const lin = openIn(ledger, 3, "lin");
  expect(lin).toBe(smallHouse);
  expect(ledger.account(lin)).toMatchObject({ shard: 3, balance: 100_000_000, openedIndex: 7 });
  expect(ledger.peopleIn(3)).toBe(1);
  expect(ledger.receipt(lin, 0)).toEqual({
    state: "found",
    receipt: {
      account: lin,
      sequence: 0,
      kind: "opening",
      result: "applied",
      payee: null,
      amountCents: 100_000_000,
      index: 7,
      chainPrefix: Buffer.from(ledger.chainHash()).toString("hex").slice(0, 16),
    },
  });
});

test("O2: opening again answers the same account, whatever shard and epoch are named", () => {
  const ledger = smallLedger();
  const lin = openIn(ledger, 3, "lin");
  const tokenHash = tokenHashOf("lin");
  commit(ledger, suspect(ledger, 4));
  const again = encodeRaw([
    { kind: "open", tokenHash, shard: 4, epoch: 9 },
    { kind: "open", tokenHash, shard: 199, epoch: 1 },
    { kind: "open", tokenHash: tokenHashOf("wang"), shard: 0, epoch: 1 },
  ]);
  const applied = applyNext(ledger, again);
  expect(resultsOf(applied)).toEqual(["applied", "applied", "applied"]);
  expect(applied.openings).toEqual([
    { record: 0, account: lin, fresh: false },
    { record: 1, account: lin, fresh: false },
    { record: 2, account: lin + 1, fresh: true },
  ]);
  expect(applied.events.map((event) => event.kind)).toEqual(["account-opened"]);
  expect(ledger.accountByTokenHash(tokenHash as TokenHash)).toBe(lin);
  expect(ledger.accountByTokenHash(tokenHashOf("nobody") as TokenHash)).toBeNull();
  expect(ledger.accountByTokenHash("not a hash" as TokenHash)).toBeNull();
});

test("O2: token hashes that begin alike are kept apart", () => {
  const ledger = smallLedger();
  const hash = (last: string): string => "ab".repeat(31) + last;
  const commands = ["01", "02", "03"].map((last) => {
    return { kind: "open" as const, tokenHash: hash(last), shard: 0, epoch: 1 };
  });
  commit(ledger, ...commands);
  expect(
    ["01", "02", "03"].map((last) => ledger.accountByTokenHash(hash(last) as TokenHash)),
  ).toEqual([20, 21, 22]);
});

test("O3: openings are refused in an unknown or switching shard, and with an old epoch", () => {
  const ledger = smallLedger();
  const open = (shard: number, epoch: number) =>
    ({ kind: "open", tokenHash: tokenHashOf("lin"), shard, epoch }) as const;
  expect(commit(ledger, open(10, 1))).toEqual(["unknown-shard"]);
  commit(ledger, suspect(ledger, 2));
  expect(commit(ledger, open(2, 1))).toEqual(["payer-switching"]);
  commit(ledger, failover(ledger, 2, 0));
  expect(commit(ledger, open(2, 1))).toEqual(["fenced"]);
  expect(commit(ledger, open(2, 2))).toEqual(["applied"]);
});

test("O3: no account beyond the five-digit numbers", () => {
  const ledger = smallLedger();
  const writer = new BatchWriter();
  let opened = smallHouse;
  while (opened < 90_000) {
    for (let n = 0; n < 4_096 && opened < 90_000; n++, opened++) {
      const tokenHash = opened.toString(16).padStart(8, "0").repeat(8);
      writer.open(tokenHash, opened % 10, 1);
    }
    applyNext(ledger, writer.finish());
  }
  expect(ledger.accountCount).toBe(90_000);
  const one = { kind: "open", tokenHash: tokenHashOf("late"), shard: 0, epoch: 1 } as const;
  expect(commit(ledger, one)).toEqual(["accounts-full"]);
  expect(ledger.recount().sound).toBe(true);
});

test("X1 to X8: each refusal by name, and the earlier rule wins", () => {
  const ledger = smallLedger();
  const lin = openIn(ledger, 0, "lin");
  const wang = openIn(ledger, 1, "wang");
  const nobody = ledger.accountCount;
  commit(ledger, suspect(ledger, 1));
  // Everything is wrong with the first; each next one mends what was found.
  const wrong = { sequence: 7, payerEpoch: 9, payeeEpoch: 9 };
  const one = (payer: number, payee: number, amount: number, other: object): string =>
    commit(ledger, pay(ledger, payer, payee, amount, other))[0]!;
  expect(one(nobody, wang, 0, wrong)).toBe("unknown-payer");
  expect(one(lin, wang, 0, wrong)).toBe("sequence-gap");
  expect(one(lin, wang, 0, { payerEpoch: 9, payeeEpoch: 9 })).toBe("payee-switching");
  expect(one(wang, lin, 0, { payerEpoch: 9, payeeEpoch: 9 })).toBe("payer-switching");
  commit(ledger, failover(ledger, 1, 2));
  expect(one(lin, wang, 0, { payerEpoch: 9 })).toBe("fenced");
  expect(one(lin, wang, 0, { payeeEpoch: 1 })).toBe("fenced");
  expect(one(lin, nobody, 0, { payerEpoch: 9 })).toBe("fenced");
  expect(ledger.lastSequenceOf(lin)).toBe(0);
  expect(one(lin, nobody, 0, { payeeEpoch: 77 })).toBe("unknown-payee");
  expect(one(lin, lin, 0, {})).toBe("same-account");
  expect(one(lin, wang, 0, {})).toBe("amount-not-positive");
  expect(one(lin, wang, 1_000_001, {})).toBe("amount-too-large");
  expect(one(lin, wang, 4_294_967_295, {})).toBe("amount-too-large");
  expect(ledger.lastSequenceOf(lin)).toBe(5);
  for (let n = 0; n < 100; n++) expect(one(lin, wang, 1_000_000, {})).toBe("booked");
  expect(ledger.balanceOf(lin)).toBe(0);
  expect(one(lin, wang, 1, {})).toBe("insufficient-funds");
  expect(one(lin, wang, 0, { sequence: 0 })).toBe("sequence-conflict");
});

test("X2: a replay gets the first result and its index, also in the same payload and under a new epoch", () => {
  const ledger = smallLedger();
  const first = pay(ledger, 0, 2, 10);
  const applied = applyNext(ledger, encodeRaw([first, first]));
  expect(resultsOf(applied)).toEqual(["booked", "booked"]);
  expect([...applied.endedAt.subarray(0, 2)]).toEqual([1, 1]);
  expect(applied.booked).toBe(1);
  commit(ledger, pay(ledger, 0, 99, 10));
  commit(ledger, suspect(ledger, 0), suspect(ledger, 1));
  const again = applyNext(ledger, encodeRaw([first, { ...first, payerEpoch: 5, payeeEpoch: 6 }]));
  expect(resultsOf(again)).toEqual(["booked", "booked"]);
  expect([...again.endedAt.subarray(0, 2)]).toEqual([1, 1]);
  expect(again.booked).toBe(0);
  expect(commit(ledger, { ...first, sequence: 2, payee: 99 })).toEqual(["unknown-payee"]);
  expect(ledger.balanceOf(0)).toBe(99_999_990);
});

test("X2: the same number with another payload is a conflict", () => {
  const ledger = smallLedger();
  const first = pay(ledger, 0, 2, 10);
  expect(commit(ledger, first, { ...first, amount: 11 }, { ...first, payee: 3 })).toEqual([
    "booked",
    "sequence-conflict",
    "sequence-conflict",
  ]);
  expect(ledger.balanceOf(0)).toBe(99_999_990);
});

test("X2, X3: the last 32 numbers are remembered, older ones are archived", () => {
  const ledger = smallLedger();
  for (let n = 1; n <= 40; n++) commit(ledger, pay(ledger, 0, 2, n));
  const old = (sequence: number) => pay(ledger, 0, 2, sequence, { sequence });
  expect(commit(ledger, old(9), old(8), old(1))).toEqual(["booked", "archived", "archived"]);
  expect(ledger.receipt(0, 9)).toMatchObject({
    state: "found",
    receipt: { amountCents: 9, index: 9 },
  });
  expect(ledger.receipt(0, 8)).toEqual({ state: "archived" });
  expect(ledger.receipt(0, 0)).toEqual({ state: "archived" });
  expect(ledger.receipt(0, 41)).toEqual({ state: "unknown" });
  expect(commit(ledger, { ...old(40), amount: 7 }, cancel(ledger, 0, 3))).toEqual([
    "sequence-conflict",
    "archived",
  ]);
});

test("X4: after number 2^32 - 1 there is none", () => {
  const ledger = smallLedger();
  const last = { sequence: 4_294_967_295 };
  expect(commit(ledger, pay(ledger, 0, 2, 1, last))).toEqual(["sequence-gap"]);
});

test("C1 to C3: a cancel ends the next number; whatever comes later with it answers cancelled", () => {
  const ledger = smallLedger();
  const kept = pay(ledger, 0, 2, 10);
  const stop = cancel(ledger, 0, 1);
  expect(commit(ledger, stop, kept, { ...kept, amount: 11 }, stop)).toEqual([
    "cancelled",
    "cancelled",
    "cancelled",
    "cancelled",
  ]);
  expect(ledger.balanceOf(0)).toBe(100_000_000);
  expect(ledger.receipt(0, 1)).toMatchObject({
    receipt: { kind: "cancelled", payee: null, amountCents: 0, result: "cancelled" },
  });
  commit(ledger, pay(ledger, 0, 2, 10));
  expect(commit(ledger, cancel(ledger, 0, 2), cancel(ledger, 0, 4), cancel(ledger, 0, 0))).toEqual([
    "booked",
    "sequence-gap",
    "sequence-conflict",
  ]);
  expect(commit(ledger, cancel(ledger, 99, 1))).toEqual(["unknown-payer"]);
});

test("C2: a payment into a switching shard can be cancelled, one out of it cannot", () => {
  const ledger = smallLedger();
  commit(ledger, suspect(ledger, 1));
  expect(commit(ledger, pay(ledger, 0, 2, 10), cancel(ledger, 0, 1))).toEqual([
    "payee-switching",
    "cancelled",
  ]);
  expect(commit(ledger, cancel(ledger, 2, 1))).toEqual(["payer-switching"]);
  commit(ledger, failover(ledger, 1, 0));
  expect(commit(ledger, { ...cancel(ledger, 2, 1), payerEpoch: 1 }, cancel(ledger, 2, 1))).toEqual([
    "fenced",
    "cancelled",
  ]);
});

test("R1, R2: money received pushes no receipt out and shows the payer's receipt", () => {
  const ledger = smallLedger();
  commit(ledger, pay(ledger, 0, 2, 77));
  for (let n = 0; n < 60; n++) commit(ledger, pay(ledger, 4, 0, 1));
  expect(ledger.receipt(0, 1)).toMatchObject({ state: "found", receipt: { amountCents: 77 } });
  const history = ledger.history(0, 100);
  expect(history).toHaveLength(32);
  expect(history[0]).toMatchObject({ kind: "received", counterparty: 4, sequence: 60, index: 61 });
  const paid = ledger.receipt(4, 60);
  expect(paid).toMatchObject({ receipt: { chainPrefix: history[0]!.chainPrefix } });
  expect(ledger.history(2, 5).map((entry) => entry.kind)).toEqual(["received", "opening"]);
  expect([ledger.history(0, 0), ledger.history(999, 5), ledger.history(-1, 5)]).toEqual([
    [],
    [],
    [],
  ]);
});

test("R2: sums received are forgotten in the order in which they came, when the ring is full", () => {
  const ledger = smallLedger();
  commit(ledger, pay(ledger, 0, 2, 77));
  const writer = new BatchWriter();
  let sequence = 0;
  const flood = (transfers: number): void => {
    for (let n = 0; n < transfers; n++) {
      sequence += 1;
      writer.transfer(4, 6, 1, sequence, 1, 1);
      if (writer.count === 4_096 || n === transfers - 1) applyNext(ledger, writer.finish());
    }
  };
  flood(1_048_575);
  expect(ledger.history(2, 5).map((entry) => entry.kind)).toEqual(["received", "opening"]);
  flood(1);
  expect(ledger.history(2, 5).map((entry) => entry.kind)).toEqual(["opening"]);
  expect(ledger.account(2)).toMatchObject({ receivedCount: 1, receivedCents: 77 });
  expect(ledger.history(6, 32)).toHaveLength(32);
  flood(1_048_575);
  // This one lies where the first one lay; the link between them must not be followed.
  commit(ledger, pay(ledger, 0, 2, 78));
  expect(ledger.history(2, 5).map((entry) => [entry.kind, entry.amountCents])).toEqual([
    ["received", 78],
    ["opening", 100_000_000],
  ]);
  expect(ledger.totals().bookedTransfers).toBe(2_097_153);
});

test("R4: the journal knows the last 4,096 indexes", () => {
  const ledger = smallLedger();
  commit(ledger, pay(ledger, 0, 2, 1), pay(ledger, 0, 99, 1, { sequence: 2 }));
  const chain = Buffer.from(ledger.chainHash()).toString("hex");
  expect(ledger.journal(1)).toEqual({
    state: "found",
    entry: { index: 1, chainPrefix: chain.slice(0, 16), records: 2, booked: 1 },
  });
  expect(ledger.journal(0)).toEqual({ state: "unknown" });
  expect(ledger.journal(2)).toEqual({ state: "unknown" });
  fillTo(ledger, 4_096);
  expect(ledger.journal(1).state).toBe("found");
  fillTo(ledger, 4_097);
  expect(ledger.journal(1)).toEqual({ state: "archived" });
});

test("M3: after a handover the old owner's stamps are fenced", () => {
  const ledger = smallLedger();
  const old = pay(ledger, 0, 4, 10);
  expect(commit(ledger, handover(ledger, 0, 3), old)).toEqual(["applied", "fenced"]);
  expect(commit(ledger, pay(ledger, 0, 4, 10))).toEqual(["booked"]);
});
