import { asAccountId } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { KeptFate } from "./kept-fate.ts";

const ibex = asAccountId(205);
const quail = asAccountId(206);

test("a kept payment is booked when its phone keeps it no longer and the log has it", () => {
  const fate = new KeptFate();
  expect(fate.totals()).toBeNull();
  fate.told(ibex, 2);
  fate.told(quail, 1);
  expect(fate.totals()).toEqual({ booked: 0, of: 3 });
  fate.feedShowed({ payer: ibex });
  expect(fate.totals()).toEqual({ booked: 0, of: 3 });
  fate.told(ibex, 1);
  expect(fate.totals()).toEqual({ booked: 1, of: 3 });
  fate.told(ibex, 0);
  fate.feedShowed({ payer: ibex });
  fate.told(quail, 0);
  fate.feedShowed({ payer: quail });
  expect(fate.totals()).toEqual({ booked: 3, of: 3 });
});

test("what is taken back is never booked, and other people's payments do not stand for it", () => {
  const fate = new KeptFate();
  fate.told(ibex, 1);
  fate.told(ibex, 0);
  expect(fate.totals()).toEqual({ booked: 0, of: 1 });
  fate.feedShowed({ payer: quail });
  expect(fate.totals()).toEqual({ booked: 0, of: 1 });
});

test("a payment that is tried, refused and kept again is one payment", () => {
  const fate = new KeptFate();
  for (const now of [1, 0, 1, 0]) fate.told(ibex, now);
  fate.feedShowed({ payer: ibex });
  expect(fate.totals()).toEqual({ booked: 1, of: 1 });
});

test("a new incident begins with what is still kept", () => {
  const fate = new KeptFate();
  fate.told(ibex, 1);
  fate.told(quail, 2);
  fate.told(ibex, 0);
  fate.feedShowed({ payer: ibex });
  fate.begin(() => true);
  expect(fate.totals()).toEqual({ booked: 0, of: 2 });
  fate.feedShowed({ payer: ibex });
  expect(fate.totals()).toEqual({ booked: 0, of: 2 });
});

test("what a phone keeps stays kept when the phone is locked or walks away, until the next incident", () => {
  const fate = new KeptFate();
  fate.told(ibex, 1);
  fate.told(quail, 2);
  expect(fate.open).toBe(3);
  fate.told(quail, 1);
  expect(fate.open).toBe(2);
  fate.begin((account) => account === quail);
  expect([fate.open, fate.totals()]).toEqual([1, { booked: 0, of: 1 }]);
});
