import { asAccountId } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { KeptFate } from "./kept-fate.ts";

const ibex = asAccountId(205);
const quail = asAccountId(206);
const here = () => true;
const gone = () => false;

test("a kept payment is booked when its phone keeps it no longer and the log has it", () => {
  const fate = new KeptFate();
  expect(fate.totals(here)).toBeNull();
  fate.told(ibex, 2, 0);
  fate.told(quail, 1, 0);
  expect(fate.totals(here)).toEqual({ booked: 0, of: 3 });
  fate.feedShowed({ payer: ibex });
  expect(fate.totals(here)).toEqual({ booked: 0, of: 3 });
  fate.told(ibex, 1, 0);
  expect(fate.totals(here)).toEqual({ booked: 1, of: 3 });
  fate.told(ibex, 0, 0);
  fate.feedShowed({ payer: ibex });
  fate.told(quail, 0, 0);
  fate.feedShowed({ payer: quail });
  expect(fate.totals(here)).toEqual({ booked: 3, of: 3 });
});

test("what is taken back is never booked, and other people's payments do not stand for it", () => {
  const fate = new KeptFate();
  fate.told(ibex, 1, 0);
  fate.told(ibex, 0, 0);
  expect(fate.totals(here)).toEqual({ booked: 0, of: 1 });
  fate.feedShowed({ payer: quail });
  expect(fate.totals(here)).toEqual({ booked: 0, of: 1 });
});

test("a payment that is tried, refused and kept again is one payment", () => {
  const fate = new KeptFate();
  for (const now of [1, 0, 1, 0]) fate.told(ibex, now, 0);
  fate.feedShowed({ payer: ibex });
  expect(fate.totals(here)).toEqual({ booked: 1, of: 1 });
});

test("a new incident begins with what is still kept", () => {
  const fate = new KeptFate();
  fate.told(ibex, 1, 0);
  fate.told(quail, 2, 0);
  fate.told(ibex, 0, 0);
  fate.feedShowed({ payer: ibex });
  fate.begin(here);
  expect(fate.totals(here)).toEqual({ booked: 0, of: 2 });
  fate.feedShowed({ payer: ibex });
  expect(fate.totals(here)).toEqual({ booked: 0, of: 2 });
});

test("what a phone keeps stays kept when the phone is locked or walks away, until the next incident", () => {
  const fate = new KeptFate();
  fate.told(ibex, 1, 0);
  fate.told(quail, 2, 0);
  expect(fate.open(gone)).toBe(3);
  fate.told(quail, 1, 0);
  expect(fate.open(gone)).toBe(2);
  fate.begin((account) => account === quail);
  expect([fate.open(gone), fate.totals(here)]).toEqual([1, { booked: 0, of: 1 }]);
});

test("what a phone kept is kept no longer once it is booked, also where the phone left before it could say so", () => {
  const fate = new KeptFate();
  fate.told(ibex, 2, 0);
  fate.feedShowed({ payer: ibex });
  // Of one that is here its own word counts.
  expect([fate.open(here), fate.open(gone)]).toEqual([2, 1]);
  expect(fate.totals(gone)).toEqual({ booked: 1, of: 2 });
  fate.feedShowed({ payer: ibex });
  fate.feedShowed({ payer: ibex });
  expect([fate.open(gone), fate.totals(gone)]).toEqual([0, { booked: 2, of: 2 }]);
  // Back again, it says itself what it still keeps.
  fate.told(ibex, 1, 0);
  expect(fate.open(gone)).toBe(1);
});

test("what a phone was finding out when it left is booked before what it keeps, and leaves that kept", () => {
  const fate = new KeptFate();
  fate.told(ibex, 2, 1);
  fate.feedShowed({ payer: ibex });
  expect([fate.open(gone), fate.totals(gone)]).toEqual([2, { booked: 0, of: 2 }]);
  fate.feedShowed({ payer: ibex });
  expect([fate.open(gone), fate.totals(gone)]).toEqual([1, { booked: 1, of: 2 }]);
});
