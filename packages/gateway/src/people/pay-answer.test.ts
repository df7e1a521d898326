import {
  ledgerResultCodes,
  roomAnswerCodes,
  type PayAnswer,
  type TransferAnswer,
  type TransferResult,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { payAnswer } from "./pay-answer.ts";

/** Every result there is, in the order of its code, and what the phone is told. */
const table: Readonly<Record<TransferResult, string>> = {
  booked: "booked",
  cancelled: "cancelled",
  applied: "unknown",
  "unknown-payer": "rejected: unknown-payer",
  "sequence-conflict": "ended-otherwise: sequence-conflict",
  archived: "ended-otherwise: archived",
  "sequence-gap": "not-now: sequence-gap",
  "payer-switching": "not-now: payer-switching",
  "payee-switching": "not-now: payee-switching",
  fenced: "not-now: fenced",
  "unknown-payee": "refused: unknown-payee",
  "same-account": "refused: same-account",
  "amount-not-positive": "refused: amount-not-positive",
  "amount-too-large": "refused: amount-too-large",
  "insufficient-funds": "refused: insufficient-funds",
  "accounts-full": "unknown",
  "unknown-shard": "unknown",
  "unknown-room": "unknown",
  "stale-heartbeat": "unknown",
  "stale-move": "unknown",
  "pace-while-switching": "unknown",
  "unknown-version": "unknown",
  "unknown-incident": "unknown",
  "incident-open": "unknown",
  "already-measured": "unknown",
  "dials-full": "unknown",
  "format-not-in-force": "unknown",
  malformed: "rejected: malformed",
  busy: "not-now: busy",
  "not-serving": "not-now: not-serving",
  "log-unavailable": "not-now: log-unavailable",
  unknown: "unknown",
};

function told(result: TransferResult): string {
  const answer = {
    payer: 205,
    sequence: 3,
    answer: result,
    index: 17,
    payee: 206,
    amountCents: 888,
    payerBalanceCents: 99_999_112,
    appliedIndex: 18,
    chain: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 255),
    mac: new Uint8Array(16),
  };
  const said: PayAnswer = payAnswer({ kind: "answered", answer: answer as TransferAnswer });
  return "refusal" in said ? `${said.kind}: ${said.refusal}` : said.kind;
}

test.each(Object.entries(table) as [TransferResult, string][])("%s is told as %s", (result, as) => {
  expect(told(result)).toBe(as);
});

test("the table above has every result", () => {
  const results = [...Object.keys(ledgerResultCodes), ...Object.keys(roomAnswerCodes)];
  expect(new Set(Object.keys(table))).toEqual(new Set(results));
});

test("a booking comes with its receipt", () => {
  const answer = {
    answer: "booked",
    payer: 205,
    sequence: 3,
    payee: 206,
    amountCents: 888,
    index: 17,
    chain: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 255),
    mac: new Uint8Array(16).fill(16),
    payerBalanceCents: 1,
    appliedIndex: 18,
  };
  expect(payAnswer({ kind: "answered", answer: answer as TransferAnswer })).toEqual({
    kind: "booked",
    receipt: {
      account: 205,
      sequence: 3,
      payee: 206,
      amountCents: 888,
      result: "booked",
      index: 17,
      chain: "01020304050607ff",
      mac: "10".repeat(16),
    },
    balanceCents: 1,
    appliedIndex: 18,
  });
});
