import { expect, test } from "vitest";
import type { IncidentFacts } from "@cablecut/protocol";
import { contradictedIn, endsOf } from "./in-flight.ts";
import type { TransferRow } from "./transfer-rows.ts";

type Payment = IncidentFacts["inFlight"]["payments"][number];

const row: TransferRow = {
  entry: 50,
  position: 0,
  kind: "transfer",
  account: 240,
  who: "person",
  payee: 241,
  amountCents: 888,
  number: 3,
  result: "booked",
  chain: "0".repeat(16),
};
const payment: Payment = {
  account: 240,
  sequence: 3,
  sentBeforeMs: 40,
  end: "booked",
  endedAfterMs: 900,
  index: 50,
  check: "verified",
};

function contradicted(...payments: readonly Payment[]): number {
  const incident = { inFlight: { payments } } as unknown as IncidentFacts;
  return contradictedIn(payments, endsOf([incident], [row]));
}

test("what a phone told and the log has is not contradicted", () => {
  const open: Payment = {
    ...payment,
    sequence: 4,
    end: "open",
    endedAfterMs: null,
    index: null,
    check: null,
  };
  const refused: Payment = { ...open, sequence: 5, end: "refused", endedAfterMs: 10 };
  expect(contradicted(payment, open, refused)).toBe(0);
});

test("a phone that tells what is not so is counted, and once for each payment", () => {
  const wrong: readonly Payment[] = [
    { ...payment, end: "cancelled" },
    { ...payment, index: 51 },
    { ...payment, sequence: 9 },
    { ...payment, endedAfterMs: null },
    { ...payment, end: "open", endedAfterMs: null },
  ];
  for (const each of wrong) expect(contradicted(each), JSON.stringify(each)).toBe(1);
  expect(contradicted(payment, payment)).toBe(1);
});

test("without the whole log only a contradiction in itself counts", () => {
  expect(contradictedIn([{ ...payment, sequence: 9 }], null)).toBe(0);
  expect(contradictedIn([{ ...payment, endedAfterMs: null }], null)).toBe(1);
});
