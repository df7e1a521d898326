import {
  asCents,
  nameOf,
  type AccountId,
  type AccountNumber,
  type HistoryLine,
  type LogIndex,
  type SequenceNumber,
  type ShardId,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import type { Payment, PaymentState } from "../transfer/payment.ts";
import { activityOf } from "./activity.ts";

const lin = 501 as AccountId;

function payment(id: number, state: PaymentState): Payment {
  return {
    id,
    payee: {
      account: lin,
      accountNumber: 10_501 as AccountNumber,
      name: nameOf(lin),
      shard: 1 as ShardId,
    },
    amountCents: asCents(888),
    madeAtMs: id,
    wasKept: false,
    wasChecked: false,
    takesNumber: null,
    state,
  };
}
function bookedAt(sequence: number, index: number): PaymentState {
  return {
    kind: "booked",
    endedAtMs: 0,
    receipt: {
      account: 1 as AccountId,
      sequence: sequence as SequenceNumber,
      payee: lin,
      amountCents: asCents(888),
      result: "booked",
      index: index as LogIndex,
      chain: "0".repeat(16),
      mac: "0".repeat(32),
    },
  };
}
function line(kind: HistoryLine["kind"], sequence: number, index: number): HistoryLine {
  return {
    kind,
    counterparty: lin,
    amountCents: asCents(888),
    sequence: sequence as SequenceNumber,
    index: index as LogIndex,
    result: "booked",
  };
}

test("open payments first, then the log newest first, refusals where they were tried", () => {
  const payments = [
    payment(1, bookedAt(1, 50)),
    payment(2, { kind: "refused", refusal: "insufficient-funds", endedAtMs: 0 }),
    payment(3, bookedAt(3, 70)),
    payment(4, { kind: "unsent", held: true, notBeforeMs: 0 }),
  ];
  const items = activityOf({ payments, open: null }, [
    line("sent", 3, 70),
    line("received", 9, 60),
    line("cancelled", 2, 55),
    line("sent", 1, 50),
    line("opening", 0, 10),
  ]);
  expect(items.map((item) => item.key)).toEqual([
    "payment-4",
    "payment-3",
    "received-501-9",
    "payment-2",
    "payment-1",
    "opening-501-0",
  ]);
});

test("a payment that is asked for again stands there once, also where the account as it was read has it already", () => {
  const open = {
    paymentId: 2,
    sequence: 2 as SequenceNumber,
    purpose: "pay",
    attempt: 2,
    asked: true,
    uncertain: true,
    waitsForOwner: false,
    disputed: false,
    retryAtMs: 0,
  } as const;
  const asked = payment(2, { kind: "open" });
  const taking = {
    ...payment(3, { kind: "unsent", held: true, notBeforeMs: 0 }),
    takesNumber: 3 as SequenceNumber,
  };
  const keys = (lines: readonly HistoryLine[]): readonly string[] =>
    activityOf({ payments: [payment(1, bookedAt(1, 50)), asked, taking], open }, lines).map(
      ({ key }) => key,
    );
  expect(keys([line("sent", 3, 70), line("sent", 2, 60), line("sent", 1, 50)])).toEqual([
    "payment-3",
    "payment-2",
    "payment-1",
  ]);
  // Money that came, and what somebody else paid under that number, are other payments.
  const other = { ...line("sent", 2, 60), amountCents: asCents(500) };
  expect(keys([line("received", 2, 70), other])).toEqual([
    "payment-3",
    "payment-2",
    "received-501-2",
    "sent-501-2",
  ]);
});
