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
  const items = activityOf(
    [
      payment(1, bookedAt(1, 50)),
      payment(2, { kind: "refused", refusal: "insufficient-funds", endedAtMs: 0 }),
      payment(3, bookedAt(3, 70)),
      payment(4, { kind: "unsent", held: true, notBeforeMs: 0 }),
    ],
    [
      line("sent", 3, 70),
      line("received", 9, 60),
      line("cancelled", 2, 55),
      line("sent", 1, 50),
      line("opening", 0, 10),
    ],
  );
  expect(items.map((item) => item.key)).toEqual([
    "payment-4",
    "payment-3",
    "received-501-9",
    "payment-2",
    "payment-1",
    "opening-501-0",
  ]);
});
