import { cameMax, type AccountId, type Came, type LogIndex } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { ToldAgain } from "./told-again.ts";

const came = (account: number): Came => ({
  account: account as AccountId,
  page: "5a".repeat(8),
  visit: 1,
  asOf: 7 as LogIndex,
});

test("C5 each is told three times, the last time some seconds later", () => {
  const cameIn = new ToldAgain<Came>(cameMax);
  cameIn.add(came(300));
  const told = Array.from({ length: 20 }, () => cameIn.take().length);
  expect(told.flatMap((count, turn) => (count > 0 ? [turn] : []))).toEqual([0, 1, 12]);
});

test("C5 a full hall that comes back is told of in words of bounded length, and nobody is left out", () => {
  const cameIn = new ToldAgain<Came>(cameMax);
  for (let account = 0; account < 5_000; account += 1) cameIn.add(came(account));
  const told = new Set<number>();
  for (let turn = 0; turn < 40; turn += 1) {
    const word = cameIn.take();
    expect(word.length).toBeLessThanOrEqual(cameMax);
    for (const { account } of word) told.add(account);
  }
  expect(told.size).toBe(5_000);
});
