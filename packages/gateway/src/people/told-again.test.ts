import { cameMax, type AccountId, type Came, type LogIndex } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { ToldAgain } from "./told-again.ts";

const came = (account: number): Came => ({
  account: account as AccountId,
  page: "5a".repeat(8),
  visit: 1,
  asOf: 7 as LogIndex,
});

const accountOf = ({ account }: Came): unknown => account;

test("C5 each is told three times, the last time some seconds later", () => {
  const cameIn = new ToldAgain<Came>(cameMax, accountOf);
  cameIn.add(came(300));
  const told = Array.from({ length: 20 }, () => cameIn.take().length);
  expect(told.flatMap((count, turn) => (count > 0 ? [turn] : []))).toEqual([0, 1, 12]);
});

test("C5 a full hall that comes back is told of in words of bounded length, and nobody is left out", () => {
  const cameIn = new ToldAgain<Came>(cameMax, accountOf);
  for (let account = 0; account < 5_000; account += 1) cameIn.add(came(account));
  const told = new Set<number>();
  for (let turn = 0; turn < 40; turn += 1) {
    const word = cameIn.take();
    expect(word.length).toBeLessThanOrEqual(cameMax);
    for (const { account } of word) told.add(account);
  }
  expect(told.size).toBe(5_000);
});

test("C5 whoever comes in over and over is told of once, as it came last, and nobody behind it waits for that", () => {
  const cameIn = new ToldAgain<Came>(cameMax, accountOf);
  for (let visit = 1; visit <= 5_000; visit += 1)
    cameIn.add({ ...came(visit % 2 === 0 ? 300 : 301), visit });
  cameIn.add(came(302));
  expect(cameIn.take().map(({ account, visit }) => [account, visit])).toEqual([
    [301, 4_999],
    [300, 5_000],
    [302, 1],
  ]);
});
