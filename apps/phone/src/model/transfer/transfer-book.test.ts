import {
  asCents,
  openPaymentsMax,
  type AccountView,
  type LogIndex,
  type PayAnswer,
  type SequenceNumber,
  type ShardId,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { emptyAccount } from "../testing/empty-account.ts";
import {
  emptyBook,
  type Surroundings,
  type TransferBook,
  type TransferEffect,
  type TransferEvent,
} from "./payment.ts";
import { person } from "../testing/person.ts";
import { receiptFields } from "../testing/receipt-fields.ts";
import { standingOfOpen } from "./standing.ts";
import { reopenBook } from "./reopened-book.ts";
import { refusePayment, stepTransfers } from "./transfer-book.ts";

const lin = person(501, 1);
function booked(sequence: number): PayAnswer {
  return {
    kind: "booked",
    receipt: { ...receiptFields, sequence: sequence as SequenceNumber },
    balanceCents: asCents(1),
    appliedIndex: 99 as LogIndex,
  };
}
const unknown: PayAnswer = { kind: "unknown" };
const cancelled: PayAnswer = {
  kind: "cancelled",
  balanceCents: asCents(1),
  appliedIndex: 99 as LogIndex,
};

/** A phone at shard 0; Lin lives in shard 1. `say` answers the last thing that was asked. */
class Desk {
  book: TransferBook = emptyBook;
  nowMs = 0;
  lineOpen = true;
  paused = false;
  quorum = true;
  shards = "00";
  effects: readonly TransferEffect[] = [];

  step(event: TransferEvent): this {
    const surroundings: Surroundings = {
      nowMs: this.nowMs,
      luck: 0,
      lineOpen: this.lineOpen,
      paused: this.paused,
      quorum: this.quorum,
      shards: this.shards,
      ownShard: 0 as ShardId,
    };
    ({ book: this.book, effects: this.effects } = stepTransfers(this.book, event, surroundings));
    return this;
  }
  enter(lastSequence: number): this {
    const account: AccountView = {
      ...emptyAccount,
      lastSequence: lastSequence as SequenceNumber,
      appliedIndex: 9 as LogIndex,
    };
    return this.step({ kind: "account-read", account, isNewest: true });
  }
  pay(amountCents = 888): this {
    return this.step({ kind: "made", payee: lin, amountCents: asCents(amountCents) });
  }
  say(answer: PayAnswer): this {
    const { open } = this.book;
    if (open === null) throw new Error("nothing was asked");
    const { sequence, attempt } = open;
    return this.step({ kind: "answered", sequence, attempt, answer });
  }
  wait(ms: number): this {
    this.nowMs += ms;
    return this.step({ kind: "looked" });
  }
  world(shards: string): this {
    this.shards = shards;
    return this.step({ kind: "looked" });
  }
  asked(): string[] {
    return this.effects.flatMap((effect) => {
      if (effect.kind === "pay") return [`pay ${effect.input.sequence}`];
      return effect.kind === "cancel" ? [`cancel ${effect.sequence}`] : [];
    });
  }
  states(): string[] {
    return this.book.payments.map((payment) => payment.state.kind);
  }
}

test("no number is given before the account was read; then the number is one above the last", () => {
  const desk = new Desk().pay();
  expect(desk.asked()).toEqual([]);
  expect(desk.enter(6).asked()).toEqual(["pay 7"]);
  expect(desk.say(booked(7)).states()).toEqual(["booked"]);
  expect(desk.pay().asked()).toEqual(["pay 8"]);
});

test("one in flight: the second payment waits for the end of the first", () => {
  const desk = new Desk().enter(0).pay(100).pay(200);
  expect(desk.states()).toEqual(["open", "unsent"]);
  expect(desk.asked()).toEqual([]);
  expect(desk.say(booked(1)).asked()).toEqual(["pay 2"]);
});

test("unknown is neither success nor failure: the same number again, until it is definite", () => {
  const desk = new Desk().enter(0).pay().say(unknown);
  expect(desk.states()).toEqual(["open"]);
  expect(desk.book.open?.uncertain).toBe(true);
  expect(desk.wait(100).asked()).toEqual([]);
  expect(desk.wait(5_000).asked()).toEqual(["pay 1"]);
  expect(desk.say(booked(1)).states()).toEqual(["booked"]);
  expect(desk.book.payments[0]?.wasChecked).toBe(true);
});

test("payee switching: cancelled in the log, kept, sent later under a new number", () => {
  const desk = new Desk().enter(0).pay();
  expect(desk.say({ kind: "not-now", refusal: "payee-switching" }).asked()).toEqual(["cancel 1"]);
  desk.world("0a").say(cancelled);
  expect(desk.states()).toEqual(["unsent"]);
  expect(desk.wait(60_000).asked()).toEqual([]);
  expect(desk.world("02").asked()).toEqual(["pay 2"]);
  desk.say(booked(2));
  expect(desk.book.payments[0]?.wasKept).toBe(true);
});

test("a kept payment blocks nothing: others go on meanwhile", () => {
  const desk = new Desk().enter(0).world("0a0").pay();
  expect(desk.states()).toEqual(["unsent"]);
  desk.step({ kind: "made", payee: person(502, 2), amountCents: asCents(5) });
  expect(desk.asked()).toEqual(["pay 1"]);
});

test("the cancel came too late: what it answers is the truth, booked", () => {
  const desk = new Desk().enter(0).pay().say({ kind: "not-now", refusal: "payee-switching" });
  expect(desk.say(booked(1)).states()).toEqual(["booked"]);
});

test("payer switching: the same number is kept and asked again as soon as the new owner serves", () => {
  const desk = new Desk().enter(0).pay().say({ kind: "not-now", refusal: "payer-switching" });
  desk.world("a0");
  expect(desk.book.open).toMatchObject({ waitsForOwner: true, uncertain: false });
  desk.wait(1);
  expect(desk.world("20").asked()).toEqual(["pay 1"]);
});

test("while the own shard switches, new payments take no number", () => {
  const desk = new Desk().enter(0).world("a0").pay().pay();
  expect(desk.states()).toEqual(["unsent", "unsent"]);
  expect(desk.book.open).toBeNull();
});

test("a reload in mid-flight asks for the pending number first, once the account was read", () => {
  const before = new Desk().enter(4).pay(100).pay(200);
  const after = new Desk();
  after.book = reopenBook(JSON.parse(JSON.stringify(before.book)) as TransferBook, 0);
  expect(after.step({ kind: "looked" }).asked()).toEqual([]);
  expect(after.enter(5).asked()).toEqual(["pay 5"]);
  expect(after.book.open?.uncertain).toBe(true);
  expect(after.say(booked(5)).asked()).toEqual(["pay 6"]);
});

test("what is read back from storage never waits longer than it would have: its clock was another page's", () => {
  const before = new Desk().enter(4);
  before.nowMs = 3_600_000;
  before.pay(100).say(unknown).pay(200);
  const after = new Desk();
  after.book = reopenBook(JSON.parse(JSON.stringify(before.book)) as TransferBook, after.nowMs);
  after.enter(4).wait(4_000);
  expect(after.asked()).toEqual(["pay 5"]);
  after.say(booked(5));
  expect(after.wait(4_000).book.open?.sequence).toBe(6);
});

test("how long a payment took is told only where one page saw both its beginning and its end", () => {
  const before = new Desk().enter(4).pay(100).say(booked(5)).pay(200);
  const after = new Desk();
  after.book = reopenBook(JSON.parse(JSON.stringify(before.book)) as TransferBook, after.nowMs);
  after.enter(5).say(booked(6));
  expect(after.states()).toEqual(["booked", "booked"]);
  expect(after.book.payments.map(({ madeAtMs }) => madeAtMs)).toEqual([0, null]);
});

test("a number that ended with something else is looked up in the history, and asked for again meanwhile", () => {
  const desk = new Desk().enter(0).pay();
  desk.say({ kind: "ended-otherwise", refusal: "sequence-conflict" });
  expect(desk.effects).toContainEqual({ kind: "read-account" });
  expect(desk.book.open).toMatchObject({ disputed: true, sequence: 1 });
});

test("a number that ended so long ago that nobody keeps how is not paid a second time", () => {
  const desk = new Desk().enter(0).pay();
  desk.say({ kind: "ended-otherwise", refusal: "archived" });
  expect(desk.book.payments).toMatchObject([{ state: { kind: "refused", refusal: "archived" } }]);
  expect(desk.book).toMatchObject({ open: null, lastSequence: 1 });
  expect(desk.effects).toContainEqual({ kind: "read-account" });
});

test("an answer to an older attempt counts only if it is definite", () => {
  const desk = new Desk().enter(0).pay().say(unknown).wait(5_000);
  const old = { sequence: 1, attempt: 1 };
  desk.step({ kind: "answered", ...old, answer: { kind: "not-now", refusal: "busy" } });
  expect(desk.book.open?.asked).toBe(true);
  desk.step({ kind: "answered", ...old, answer: booked(1) });
  expect(desk.states()).toEqual(["booked"]);
  expect(desk.step({ kind: "answered", ...old, answer: unknown }).states()).toEqual(["booked"]);
});

test("refused on merit uses the number up; refused at the door does not", () => {
  const desk = new Desk().enter(0).pay();
  desk.say({
    kind: "refused",
    refusal: "insufficient-funds",
    balanceCents: asCents(1),
    appliedIndex: 9 as LogIndex,
  });
  expect(desk.pay().asked()).toEqual(["pay 2"]);
  desk.say({ kind: "rejected", refusal: "malformed" });
  expect(desk.pay().asked()).toEqual(["pay 2"]);
  expect(desk.states()).toEqual(["refused", "refused", "open"]);
});

test("a no at the door after a lost answer says nothing: it stays open", () => {
  const desk = new Desk().enter(0).pay().say(unknown).wait(5_000);
  desk.say({ kind: "rejected", refusal: "malformed" });
  expect(desk.states()).toEqual(["open"]);
});

test("at most twenty wait, and what was not sent can be taken back", () => {
  const desk = new Desk().world("0a");
  for (let tap = 0; tap < openPaymentsMax + 3; tap += 1) desk.pay();
  expect(desk.states()).toHaveLength(openPaymentsMax);
  expect(refusePayment(desk.book)).toBe("too-many-open");
  desk.step({ kind: "withdrawn", paymentId: desk.book.payments[0]!.id });
  expect(refusePayment(desk.book)).toBeNull();
});

test("what holds a number cannot be taken back", () => {
  const desk = new Desk().enter(0).pay();
  desk.step({ kind: "withdrawn", paymentId: desk.book.payments[0]!.id });
  expect(desk.states()).toEqual(["open"]);
});

test("with the line down nothing is sent, and what was sent is uncertain", () => {
  const desk = new Desk().enter(0).pay();
  desk.lineOpen = false;
  desk.step({ kind: "line-lost" });
  expect(desk.book.open).toMatchObject({ uncertain: true, asked: false });
  expect(desk.wait(60_000).asked()).toEqual([]);
  desk.lineOpen = true;
  expect(desk.enter(1).asked()).toEqual(["pay 1"]);
});

test("while the show is paused nobody is asked: what was never sent is kept, and goes by itself afterwards", () => {
  const desk = new Desk().enter(0);
  desk.paused = true;
  expect(desk.pay().asked()).toEqual([]);
  expect(desk.book.payments[0]).toMatchObject({ state: { kind: "unsent", held: true } });
  expect(desk.wait(60_000).asked()).toEqual([]);
  desk.paused = false;
  expect(desk.wait(0).asked()).toEqual(["pay 1"]);
  expect(desk.say(booked(1)).book.payments[0]).toMatchObject({ wasKept: true });
});

test("a payment that the door has refused because of the pause is certainly not charged; one under way is asked for again", () => {
  const refused = new Desk().enter(0).pay();
  refused.paused = true;
  refused.say({ kind: "rejected", refusal: "show-paused" });
  expect(standingOfOpen(refused.book.open!, { world: null, profile: null })).toBe("kept");
  expect(refused.wait(60_000).asked()).toEqual([]);
  const underway = new Desk().enter(0).pay();
  underway.paused = true;
  expect(standingOfOpen(underway.wait(10).book.open!, { world: null, profile: null })).toBe(
    "checking",
  );
  expect(underway.say(booked(1)).book.open).toBeNull();
});

test("without a line a payment is kept and not charged, and goes when there is one again", () => {
  const desk = new Desk().enter(0);
  desk.lineOpen = false;
  desk.step({ kind: "line-lost" }).pay();
  expect(desk.book.payments[0]).toMatchObject({ state: { kind: "unsent", held: true } });
  desk.lineOpen = true;
  expect(desk.enter(0).asked()).toEqual(["pay 1"]);
});
