import { asCents, type AccountId, type InFlight, type ReceiptCheck } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { InFlightCount } from "./in-flight-count.ts";

const payment = (sequence: number, end: InFlight["end"]): InFlight =>
  ({ sequence, payee: 201, amountCents: asCents(1), end, keptMs: 0 }) as unknown as InFlight;
const nothingShown = { receipts: [], checks: [] };

test("a report that anybody asks for orders a hall's payments once, until a phone tells more or is removed", () => {
  const count = new InFlightCount();
  const [one, two] = [302, 301] as unknown as [AccountId, AccountId];
  count.heard(1, one, [payment(2, "booked"), payment(1, "open")], nothingShown);
  count.heard(2, one, [], nothingShown);
  const told = count.of(1);
  const totals = count.totals(1);
  expect(told.payments.map(({ sequence }) => sequence)).toEqual([1, 2]);
  expect(totals).toMatchObject({ phones: 1, payments: 2, ends: { booked: 1, open: 1 } });
  count.heard(2, two, [payment(9, "booked")], nothingShown);
  expect(count.of(1)).toBe(told);
  expect(count.totals(1)).toBe(totals);
  count.heard(1, two, [payment(7, "booked")], nothingShown);
  expect(count.of(1).payments.map(({ account }) => account)).toEqual([two, one, one]);
  expect(count.totals(1)).toMatchObject({ phones: 2, payments: 3 });
  count.forget(one);
  expect(count.of(1)).toMatchObject({ phones: 1, payments: [{ account: two }] });
  expect(count.totals(1)).toMatchObject({ phones: 1, payments: 1 });
});

test("a phone that goes to another gateway while its receipts are still checked is counted there alone, one that is done here alone", () => {
  const count = new InFlightCount();
  const [done, asking] = [302, 301] as unknown as [AccountId, AccountId];
  const shown = (check: ReceiptCheck) => ({ receipts: [], checks: ["verified", check] as const });
  count.heard(1, done, [payment(1, "booked")], shown("not-yet"));
  count.heard(1, done, [payment(1, "booked")], shown("verified"));
  count.heard(1, asking, [payment(1, "open")], shown("not-yet"));
  expect(count.totals(1)).toMatchObject({ phones: 2, payments: 2 });
  for (const account of [done, asking]) count.wentElsewhere(account, 0);
  expect(count.totals(1)).toMatchObject({ phones: 1, payments: 1, ends: { booked: 1, open: 0 } });
  expect(count.of(1).payments.map(({ account }) => account)).toEqual([done]);
});
