import {
  asCents,
  type AccountView,
  type HistoryLine,
  type LogIndex,
  type SequenceNumber,
  type ShardId,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { emptyAccount } from "../testing/empty-account.ts";
import { person } from "../testing/person.ts";
import { emptyBook, type Step, type Surroundings, type TransferBook } from "./payment.ts";
import { reopenBook } from "./reopened-book.ts";
import { standingOf } from "./standing.ts";
import { stepTransfers } from "./transfer-book.ts";

const lin = person(501, 1);
const surroundings: Surroundings = {
  nowMs: 10_000,
  luck: 0,
  lineOpen: true,
  paused: false,
  quorum: true,
  shards: "00",
  ownShard: 0 as ShardId,
};

/** What the log has of payments to Lin under these numbers. */
function accountOf(...sequences: readonly number[]): AccountView {
  const history = sequences.map((sequence): HistoryLine => ({
    kind: "sent",
    counterparty: lin.account,
    amountCents: asCents(100 * sequence),
    sequence: sequence as SequenceNumber,
    index: (90 + sequence) as LogIndex,
    result: "booked",
  }));
  return {
    ...emptyAccount,
    lastSequence: Math.max(0, ...sequences) as SequenceNumber,
    history,
    appliedIndex: 99 as LogIndex,
  };
}

const read = (book: TransferBook, account: AccountView, isNewest = true): Step =>
  stepTransfers(book, { kind: "account-read", account, isNewest }, surroundings);
const asked = ({ effects }: Step): string[] =>
  effects.flatMap((effect) =>
    effect.kind === "pay" ? [`pay ${effect.input.sequence} ${effect.input.amountCents / 100}`] : [],
  );

/** Three have ended; the fourth is under way, and a fifth waits behind it. */
const stored = ((): TransferBook => {
  let { book } = read(emptyBook, accountOf(1, 2, 3));
  for (const amountCents of [400, 500].map(asCents))
    ({ book } = stepTransfers(book, { kind: "made", payee: lin, amountCents }, surroundings));
  return book;
})();
/** Damaged, loaded again, and told what the log has. */
function reopened(
  damage: (book: TransferBook) => Partial<TransferBook>,
  ...sequences: readonly number[]
): Step {
  return read(reopenBook({ ...stored, ...damage(stored) }, 0), accountOf(...sequences));
}

const ahead = [5, 1_000_000, 0xffff_ffff, Number.MAX_SAFE_INTEGER];
const damages: Record<string, (book: TransferBook) => Partial<TransferBook>> = {
  nothing: () => ({}),
  "no open number": () => ({ open: null }),
  "an open number of no payment": ({ open }) => ({ open: { ...open!, paymentId: 77 } }),
  "an open number of another payment": ({ open }) => ({ open: { ...open!, paymentId: 2 } }),
  "one id for both payments": ({ payments }) => ({
    payments: payments.map((payment) => ({ ...payment, id: 1 })),
  }),
  "a next id that was given": () => ({ nextId: 1 }),
  "both payments under way": ({ payments }) => ({
    payments: payments.map((payment) => ({ ...payment, state: { kind: "open" as const } })),
  }),
  "a forgotten number that nobody gave": ({ payments }) => ({
    payments: payments.map((payment, at) =>
      at === 0 ? payment : { ...payment, takesNumber: 999_999 as SequenceNumber },
    ),
  }),
};
for (const number of ahead) {
  damages[`explained up to ${number}`] = () => ({ explainedUpTo: number });
  damages[`an open number of ${number}`] = ({ open }) => ({
    open: { ...open!, sequence: (number + 1) as SequenceNumber },
  });
}

test.each(Object.entries(damages))("with %s the payments go on, each once", (_, damage) => {
  // Nothing has come through: the fourth is asked for under the very number that it had.
  expect(asked(reopened(damage, 1, 2, 3))).toEqual(["pay 4 4"]);
  // It was booked: its number is asked about, and the fifth waits for the next one.
  const booked = reopened(damage, 1, 2, 3, 4);
  expect(asked(booked)).toEqual(["pay 4 4"]);
  expect(booked.book.lastSequence).toBe(4);
});

test("a payment that is made after it has an id of its own", () => {
  for (const nextId of [1, 2, Number.MAX_SAFE_INTEGER]) {
    const { book } = reopened(() => ({ nextId }), 1, 2, 3);
    const made = { kind: "made", payee: lin, amountCents: asCents(600) } as const;
    const ids = stepTransfers(book, made, surroundings).book.payments.map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
  }
});

test("what a room knows that does not serve the account takes no number back", () => {
  const book = reopenBook({ ...stored, open: null, payments: [], explainedUpTo: 9 }, 0);
  expect(read(book, accountOf(1, 2, 3), false).book).toMatchObject({
    lastSequence: 9,
    explainedUpTo: 9,
  });
});

test("nor does a read that was under way while a payment ended", () => {
  const { book } = read({ ...emptyBook, lastSequence: 9, explainedUpTo: 9 }, accountOf(1, 2, 3));
  expect(book).toMatchObject({ lastSequence: 9, explainedUpTo: 9 });
});

test.each(Object.entries(damages))(
  "with %s what such a room knows comes first, and the payments go on with the first newest read",
  (_, damage) => {
    const book = reopenBook({ ...stored, ...damage(stored) }, 0);
    const stale = read(book, accountOf(1, 2, 3), false);
    const newest = read(stale.book, accountOf(1, 2, 3));
    expect(newest.book).toMatchObject({ lastSequence: 3, explainedUpTo: 3, open: { sequence: 4 } });
    // Whatever is asked about now, it is asked about under the very number that the payment had.
    expect([...asked(stale), ...asked(newest)].at(-1)).toBe("pay 4 4");
  },
);

test("what lost its number on the way is not certainly unpaid before the log was seen, also after another reload", () => {
  const seen = { world: null, profile: null };
  const standings = ({ payments, open }: TransferBook): string[] =>
    payments.map((payment) => standingOf(payment, open, seen));
  const offline = { ...surroundings, lineOpen: false };
  const looked = (book: TransferBook): TransferBook =>
    stepTransfers(book, { kind: "looked" }, offline).book;
  const once = looked(reopenBook({ ...stored, open: null }, 0));
  const again = looked(reopenBook(once, 0));
  for (const book of [once, again]) {
    expect(standings(book)).toEqual(["checking", "kept"]);
    const [first] = book.payments;
    const withdrawn = { kind: "withdrawn", paymentId: first!.id } as const;
    expect(stepTransfers(book, withdrawn, offline).book.payments).toHaveLength(2);
  }
  const readOffline = (isNewest: boolean): TransferBook =>
    stepTransfers(again, { kind: "account-read", account: accountOf(1, 2, 3), isNewest }, offline)
      .book;
  expect(standings(readOffline(false))).toEqual(["checking", "kept"]);
  expect(standings(readOffline(true))).toEqual(["kept", "kept"]);
});
