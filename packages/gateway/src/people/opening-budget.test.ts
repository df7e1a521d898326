import { asCents, type FundsCount } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { TurnStamps } from "../routing/turn-stamps.ts";
import { AddressBudgets } from "./address-budgets.ts";
import { OpeningBudget } from "./opening-budget.ts";

const countOf = (accounts: number): FundsCount => ({
  accounts,
  expectedCents: asCents(0),
  actualCents: asCents(0),
});

/** Openings of a show in which so many accounts are open. */
function openingsOf(given: { people: number }) {
  const clock = { nowMs: 0 };
  const funds = { people: countOf(given.people), synthetic: countOf(0), house: countOf(200) };
  const openings = new OpeningBudget(
    { best: () => ({ funds }) },
    () => clock.nowMs,
    new TurnStamps(),
  );
  const open = (count: number, address: string): number => {
    let opened = 0;
    for (let at = 0; at < count; at += 1) opened += Number(openings.refusalOf(address) === null);
    return opened;
  };
  return { openings, clock, open };
}

test("a full hall behind one address comes in at once, and 50 a second after that", () => {
  const { clock, open, openings } = openingsOf({ people: 0 });
  expect(open(20_000, "192.0.2.1")).toBe(15_000);
  expect(openings.refusalOf("192.0.2.1")).toBe("many-are-coming");
  clock.nowMs += 2_000;
  expect(open(1_000, "192.0.2.1")).toBe(100);
});

test("what opened nothing is given back to its address and to all, and never more than a full hall", () => {
  const { open, openings } = openingsOf({ people: 0 });
  expect(open(15_000, "192.0.2.1")).toBe(15_000);
  for (let at = 0; at < 10; at += 1) openings.giveBack("192.0.2.1");
  expect(open(100, "192.0.2.1")).toBe(10);
  for (let at = 0; at < 20_000; at += 1) openings.giveBack("192.0.2.1");
  expect(open(20_000, "192.0.2.1")).toBe(15_000);
});

test("many addresses open no more than one does", () => {
  const { open } = openingsOf({ people: 0 });
  expect(open(10_000, "192.0.2.1") + open(10_000, "192.0.2.2")).toBe(15_000);
});

test("whoever is refused because of all the others is not charged for it", () => {
  const clock = { nowMs: 0 };
  const perAddress = { burst: 10, perSecond: 0 };
  const budgets = new AddressBudgets(
    { perAddress, inAll: { burst: 10, perSecond: 10 } },
    () => clock.nowMs,
  );
  const taken = (address: string): number =>
    Array.from({ length: 10 }, () => budgets.take(address)).filter((taken) => taken).length;
  expect([taken("flood"), taken("hall")]).toEqual([10, 0]);
  clock.nowMs += 1_000;
  expect(taken("hall")).toBe(10);
});

test("the last 10,000 numbers need the console's yes", () => {
  const { openings } = openingsOf({ people: 79_801 });
  expect(openings.refusalOf("192.0.2.1")).toBe("last-numbers");
  openings.turnLastNumbers(true);
  expect(openings.refusalOf("192.0.2.1")).toBeNull();
  expect(openingsOf({ people: 79_800 }).openings.refusalOf("192.0.2.1")).toBeNull();
});
