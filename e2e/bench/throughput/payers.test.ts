import { expect, test } from "vitest";
import {
  defaultTopology,
  initialFundsCents,
  type AccountId,
  type RoomIndex,
} from "@cablecut/protocol";
import { Payers } from "./payers.ts";

function threePayers(seed: number): Payers {
  const payers = new Payers(defaultTopology, seed);
  for (const account of [80, 81, 82]) payers.opened(account as AccountId, 1 as RoomIndex);
  return payers;
}

test("a booked transfer moves its amount from payer to payee, and the next one has the next number", () => {
  const payers = threePayers(7);
  expect(payers.next(80)).toBe(1);
  const payee = payers.payee[80]!;
  const amountCents = payers.amountCents[80]!;
  expect([81, 82]).toContain(payee);
  expect(payers.booked(80, 1)).toBe(true);
  expect(payers.balanceCents(80)).toBe(initialFundsCents - amountCents);
  expect(payers.balanceCents(payee)).toBe(initialFundsCents + amountCents);
  expect(payers.next(80)).toBe(2);
  expect(payers.acknowledgedCount).toBe(1);
});

test("an answer to a number that is not under way changes nothing", () => {
  const payers = threePayers(7);
  payers.next(80);
  expect(payers.booked(80, 2)).toBe(false);
  expect(payers.booked(80, 1)).toBe(true);
  expect(payers.booked(80, 1)).toBe(false);
  expect(payers.acknowledgedCount).toBe(1);
});

test("nobody pays to himself and no money comes from nowhere, whatever the seed", () => {
  const seed = Date.now() % 0x7fff_ffff;
  const payers = threePayers(seed);
  for (let turn = 0; turn < 3_000; turn += 1) {
    const payer = 80 + (turn % 3);
    const sequence = payers.next(payer);
    expect(payers.payee[payer], `seed ${seed}`).not.toBe(payer);
    expect(payers.booked(payer, sequence), `seed ${seed}`).toBe(true);
  }
  const total = payers.all.reduce((sum, account) => sum + payers.balanceCents(account), 0);
  expect(total, `seed ${seed}`).toBe(3 * initialFundsCents);
});
