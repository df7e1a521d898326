import { enterSchema, openPaymentsMax, transferMaxCents, verifySchema } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { believed } from "./kept-shapes.ts";
import { initialPhoneState } from "./phone-state.ts";
import type { Kept } from "./storage.ts";
import { person } from "./testing/person.ts";
import { receiptFields } from "./testing/receipt-fields.ts";
import { openNumber } from "./transfer/testing/open-number.ts";
import { outboxCountsOf } from "./transfer/outbox-counts.ts";
import { endedPaymentsMax } from "./transfer/payment.ts";
import { reopenBook } from "./transfer/reopened-book.ts";

const sealed = {
  incident: 1,
  checks: { verified: 4, missing: 0, forged: 0, archived: 0, "not-yet": 0 },
  seal: "5".repeat(64),
};
const receipt = { ...receiptFields, sequence: 3, chain: "c".repeat(16), mac: "d".repeat(32) };
const tells = { kept: 0, keptCents: 0, checking: 0, receipts: 1, page: "0".repeat(32), visit: 1 };

const unsent = { kind: "unsent", held: true, notBeforeMs: 0 };
const booked = { kind: "booked", receipt, endedAtMs: 1 };
/** With a payment in each of these states. */
const bookOf = (...states: readonly object[]) => ({
  lastSequence: 3,
  explainedUpTo: 3,
  nextId: 200,
  open: null,
  payments: states.map((state, at) => ({
    id: at + 1,
    payee: person(402, 2),
    amountCents: transferMaxCents,
    madeAtMs: null,
    wasKept: true,
    wasChecked: false,
    takesNumber: null,
    state,
  })),
});

/** What is told of each kept value, and what the gateway makes of it. */
const told: readonly {
  readonly key: keyof Kept;
  readonly good: object;
  readonly isTaken: (kept: never) => boolean;
}[] = [
  {
    key: "identity",
    good: { token: "0".repeat(32), showId: "show-1" },
    isTaken: ({ token, showId }: Kept["identity"]) =>
      enterSchema.safeParse({ token, showId }).success,
  },
  {
    key: "verification",
    good: {
      kind: "done",
      result: {
        incident: 1,
        room: 2,
        left: 0,
        checks: { 0: "verified" },
        atMs: 1,
        wallMs: 2,
        sealed,
      },
    },
    isTaken: ({ result }: Extract<Kept["verification"], { kind: "done" }>) => {
      const identity = { token: "0".repeat(32), showId: null };
      const verified = result.sealed ?? null;
      return enterSchema.safeParse({ ...identity, tells: { ...tells, verified } }).success;
    },
  },
  {
    key: "payments",
    good: bookOf(unsent, booked),
    isTaken: (book: Kept["payments"]) => {
      const state = { ...initialPhoneState(true, true), book: reopenBook(book, 0) };
      const identity = { token: "0".repeat(32), showId: null };
      const counts = outboxCountsOf(state);
      return enterSchema.safeParse({ ...identity, tells: { ...tells, ...counts, verified: null } })
        .success;
    },
  },
  {
    key: "receipts",
    good: { account: 234, receipts: [receipt, { ...receipt, sequence: 4 }], total: 2 },
    isTaken: ({ receipts }: Kept["receipts"]) =>
      verifySchema.safeParse({ incident: 1, receipts }).success,
  },
];

const strange = [
  null,
  -1,
  1.5,
  1e9,
  1e17,
  "",
  "x",
  "0".repeat(31),
  "G".repeat(64),
  "a".repeat(41),
  [],
  {},
  true,
];

/** The value with one place of it changed, for every place and every strange thing; with something more; with something less. */
function* damaged(value: unknown): Generator<unknown> {
  yield* strange;
  if (typeof value !== "object" || value === null) return;
  const copy = (): Record<string, unknown> => structuredClone(value) as Record<string, unknown>;
  yield Object.assign(copy(), { more: 1 });
  yield Object.assign(copy(), { toString: 1 });
  for (const [name, part] of Object.entries(value)) {
    const less = copy();
    delete less[name];
    yield less;
    for (const other of damaged(part)) yield Object.assign(copy(), { [name]: other });
  }
}

test.each(told)(
  "$key: whatever is believed of it when it is read back the gateway takes, so that nothing damaged keeps anybody out",
  ({ key, good, isTaken }) => {
    expect([believed(key, good), isTaken(good as never)]).toEqual([good, true]);
    // As it comes out of storage.
    const read = [...damaged(good)].map((each): unknown => JSON.parse(JSON.stringify(each)));
    expect(read.length).toBeGreaterThan(40);
    const kept = read.map((value) => believed(key, value)).filter((value) => value !== null);
    expect(kept.filter((value) => !isTaken(value as never))).toEqual([]);
  },
);

test("no more receipts than rooms keep of an account are believed", () => {
  const many = Array.from({ length: 33 }, (_, sequence) => ({ ...receipt, sequence }));
  expect(believed("receipts", { account: 234, receipts: many, total: 33 })).toBeNull();
});

test("no more payments are believed than a book ever holds", () => {
  const waiting = Array.from({ length: openPaymentsMax }, () => unsent);
  const ended = Array.from({ length: endedPaymentsMax }, () => booked);
  const isBelieved = (...states: object[]): boolean =>
    believed("payments", bookOf(...states)) !== null;
  expect(isBelieved(...ended, ...waiting)).toBe(true);
  expect(isBelieved(...waiting, unsent)).toBe(false);
  expect(isBelieved(...ended, booked)).toBe(false);
});

test("a damaged receipt costs only itself, and what a newer build keeps with one costs nothing", () => {
  const [newer, broken] = [
    { ...receipt, sequence: 4, room: 1 },
    { ...receipt, sequence: 5, mac: "x" },
  ];
  const book = { account: 234, receipts: [receipt, broken, newer], total: 3 };
  const receipts = [receipt, { ...receipt, sequence: 4 }];
  expect(believed("receipts", book)).toEqual({ ...book, receipts });
});

test("no receipt of a payment that has ended costs those that wait", () => {
  for (const part of [{ room: 1 }, { mac: "x" }, { result: "new" }]) {
    const book = bookOf({ ...booked, receipt: { ...receipt, ...part } }, unsent);
    expect(believed("payments", book)).toEqual(book);
  }
});

test("a damaged payment costs only itself, and a damaged open number none", () => {
  const good = bookOf(unsent, booked, unsent);
  const [first, , last] = good.payments;
  const payee = { ...person(402, 2), accountNumber: 10_403 };
  for (const part of [
    { payee },
    { amountCents: 0 },
    { takesNumber: 0 },
    { state: { kind: "x" } },
  ]) {
    const payments = [first, { ...good.payments[1], ...part }, last];
    const read = believed("payments", { ...good, payments });
    expect(read).toEqual({ ...good, payments: [first, last] });
  }
  for (const open of [{}, "x", undefined, openNumber(0)])
    expect(believed("payments", { ...good, open })).toEqual(good);
  const whole = { ...good, open: openNumber(4) };
  expect(believed("payments", whole)).toEqual(whole);
});

test("whoever is kept with the number of somebody else is not believed", () => {
  const other = { ...person(402, 2), accountNumber: 10_403 };
  expect(believed("recent-payees", [person(402, 2), other] as never)).toBeNull();
  expect(believed("recent-payees", [person(402, 2)])).toEqual([person(402, 2)]);
});

test("of a moment that no calendar has nothing is told", () => {
  for (const damaged of [-1, -1e300, 1e17, 1.5])
    expect(believed("balance-known-at", damaged)).toBeNull();
  expect(believed("balance-known-at", 1_796_000_000_000)).toBe(1_796_000_000_000);
});
