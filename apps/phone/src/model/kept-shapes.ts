import {
  accountIdOf,
  ledgerResultCodes,
  openPaymentsMax,
  receiptsPerAccountMax,
  receiptsPerRequestMax,
  refuseAmount,
} from "@cablecut/protocol";
import type { Kept } from "./storage.ts";
import { endedPaymentsMax } from "./transfer/payment.ts";

/**
 * What comes out of storage was written by some build of this page, or by nobody knows whom: each value is looked at
 * before it is believed, and one of another shape is set aside. Apart from zod, which would double what a phone loads.
 */
type Shape = (value: unknown) => boolean;

const text: Shape = (value) => typeof value === "string";
const flag: Shape = (value) => typeof value === "boolean";
const finite: Shape = (value) => typeof value === "number" && Number.isFinite(value);
const count: Shape = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const upTo =
  (most: number): Shape =>
  (value) =>
    count(value) && Number(value) <= most;
const unsigned32 = upTo(0xffff_ffff);
/** Numbers of payments begin with one. */
const sequence: Shape = (value) => unsigned32(value) && value !== 0;
/** Of the wall clock, ms: what a date can be made of. */
const moment = upTo(8.64e15);
const hex =
  (digits: number): Shape =>
  (value) =>
    typeof value === "string" && value.length === digits && !/[^0-9a-f]/.test(value);
const whole: Shape = (value) => Number.isSafeInteger(value);
const orNull =
  (shape: Shape): Shape =>
  (value) =>
    value === null || shape(value);
const orAbsent =
  (shape: Shape): Shape =>
  (value) =>
    value === undefined || shape(value);
const listOf =
  (shape: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(shape);
const oneOf =
  (...words: readonly string[]): Shape =>
  (value) =>
    typeof value === "string" && words.includes(value);

function record(fields: Readonly<Record<string, Shape>>): Shape {
  return (value) => {
    if (typeof value !== "object" || value === null) return false;
    const entries = new Map(Object.entries(value));
    return Object.entries(fields).every(([name, shape]) => shape(entries.get(name)));
  };
}

function field(value: unknown, name: string): unknown {
  return new Map(Object.entries(Object(value))).get(name);
}

/** Is told to the gateway, which takes no field more. */
function exactly(fields: Readonly<Record<string, Shape>>): Shape {
  const isRecord = record(fields);
  const names = Object.keys(fields);
  return (value) =>
    isRecord(value) && Object.keys(Object(value)).every((name) => names.includes(name));
}

/** Cases told apart by their `kind`. */
function union(cases: Readonly<Record<string, Readonly<Record<string, Shape>>>>): Shape {
  return (value) => {
    if (typeof value !== "object" || value === null || !("kind" in value)) return false;
    const { kind } = value;
    if (typeof kind !== "string") return false;
    const fields = Object.entries(cases).find(([name]) => name === kind)?.[1];
    return fields !== undefined && record(fields)(value);
  };
}

const words = record({ en: text, zh: text });
const personFields = record({ account: count, accountNumber: count, name: words, shard: count });
/** Both numbers say the same: one is shown, and the other is paid. */
const person: Shape = (value) =>
  personFields(value) &&
  accountIdOf(Number(field(value, "accountNumber"))) === field(value, "account");
const receiptFields: Readonly<Record<string, Shape>> = {
  account: unsigned32,
  sequence: unsigned32,
  payee: unsigned32,
  amountCents: count,
  result: oneOf(...Object.keys(ledgerResultCodes)),
  index: (value) => count(value) && value !== 0,
  chain: hex(16),
  mac: hex(32),
};
const receipt = record(receiptFields);
/** Of a payment that has ended: where it stands among the others. It is told to nobody. */
const endOfPayment = record({ sequence: count, index: count });
const historyLine = record({
  kind: oneOf("opening", "sent", "received", "refused", "cancelled"),
  counterparty: count,
  amountCents: count,
  sequence: count,
  index: count,
  result: text,
});
const profile = record({
  showId: text,
  topology: record({
    cities: listOf(record({ id: text, name: words })),
    rooms: listOf(record({ id: text, city: text, name: words })),
    cutCity: text,
  }),
  me: person,
  partner: orNull(person),
  books: record({
    openingCents: whole,
    balanceCents: whole,
    receivedCents: count,
    appliedIndex: count,
    readAt: count,
    history: listOf(historyLine),
  }),
  rehearsal: flag,
  firstIncident: orAbsent(count),
  keyFingerprint: orAbsent(text),
});
const payment = record({
  id: count,
  payee: person,
  amountCents: (value) => refuseAmount(value) === null,
  madeAtMs: orNull(finite),
  wasKept: flag,
  wasChecked: flag,
  takesNumber: orNull(sequence),
  mayBeBooked: orAbsent(flag),
  state: union({
    unsent: { held: flag, notBeforeMs: finite },
    open: {},
    booked: { receipt: endOfPayment, endedAtMs: finite },
    refused: { refusal: text, endedAtMs: finite },
  }),
});
const ended = record({ state: record({ kind: oneOf("booked", "refused") }) });
/** No more than a book ever holds: what waits is told to the gateway. */
const payments: Shape = (value) => {
  if (!Array.isArray(value) || !value.every(payment)) return false;
  const endedCount = value.filter(ended).length;
  return endedCount <= endedPaymentsMax && value.length - endedCount <= openPaymentsMax;
};
const openNumber = record({
  paymentId: count,
  sequence,
  purpose: oneOf("pay", "cancel"),
  attempt: count,
  asked: flag,
  uncertain: flag,
  waitsForOwner: flag,
  disputed: flag,
  retryAtMs: finite,
});
const check = oneOf("verified", "missing", "forged", "archived", "not-yet");
const checksMax = upTo(receiptsPerRequestMax);
const sealed = exactly({
  incident: count,
  checks: exactly({
    verified: checksMax,
    missing: checksMax,
    forged: checksMax,
    archived: checksMax,
    "not-yet": checksMax,
  }),
  seal: hex(64),
});
const checks: Shape = (value) =>
  typeof value === "object" && value !== null && Object.values(value).every(check);

const shapes: Readonly<Record<keyof Kept, Shape>> = {
  identity: record({
    token: hex(32),
    showId: orNull((value) => typeof value === "string" && value.length <= 40),
  }),
  profile,
  payments: record({
    lastSequence: orNull(count),
    explainedUpTo: count,
    nextId: count,
    payments,
    open: orNull(openNumber),
  }),
  receipts: record({
    account: orNull(count),
    receipts: (value) =>
      listOf(receipt)(value) && Object.keys(Object(value)).length <= receiptsPerAccountMax,
    total: count,
  }),
  verification: union({
    none: {},
    waiting: { incident: count, dueMs: finite },
    asking: { incident: count },
    done: {
      result: record({
        incident: count,
        room: count,
        left: orAbsent(count),
        checks,
        atMs: finite,
        wallMs: orAbsent(moment),
        sealed: orAbsent(sealed),
      }),
    },
  }),
  "balance-known-at": moment,
  "recent-payees": listOf(person),
  "in-app-hint-seen": (value) => value === true,
};

/** Null where it is of another shape. */
export function believed<Key extends keyof Kept>(key: Key, value: unknown): Kept[Key] | null {
  const read = readable[key]?.(value) ?? value;
  return hasShape(key, read) ? read : null;
}

/** What a damaged part costs, where it is not the whole. */
const readable: Partial<Record<keyof Kept, (value: unknown) => unknown>> = {
  receipts: withReadableReceipts,
  payments: withReadablePayments,
};

/** A damaged payment costs only itself, and so does the number that is open: the account's history tells what became of it. */
function withReadablePayments(book: unknown): unknown {
  if (typeof book !== "object" || book === null) return book;
  const [payments, open] = [field(book, "payments"), field(book, "open")];
  if (!Array.isArray(payments)) return book;
  return { ...book, payments: payments.filter(payment), open: openNumber(open) ? open : null };
}

/** A damaged receipt costs only itself. What a newer build keeps with one is cut off: the gateway takes no field more. */
function withReadableReceipts(book: unknown): unknown {
  if (typeof book !== "object" || book === null || !("receipts" in book)) return book;
  const { receipts } = book;
  if (!Array.isArray(receipts)) return book;
  const names = Object.keys(receiptFields);
  const known = ([name]: [string, unknown]): boolean => names.includes(name);
  return {
    ...book,
    receipts: receipts
      .filter(receipt)
      .map((each) => Object.fromEntries(Object.entries(Object(each)).filter(known))),
  };
}

function hasShape<Key extends keyof Kept>(key: Key, value: unknown): value is Kept[Key] {
  return shapes[key](value);
}
