import { phonesMax } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { handshakeBudgets } from "./handshakes.ts";

test("an address that asks for connections without end uses up what it has itself, and a hall behind another comes in", () => {
  let nowMs = 0;
  const budgets = handshakeBudgets(() => nowMs);
  for (; nowMs < 30_000; nowMs += 10)
    for (let asked = 0; asked < 40; asked += 1) budgets.take("flood");
  expect(budgets.take("flood", 100)).toBe(false);
  const hall = Array.from({ length: phonesMax }, () => budgets.take("hall"));
  expect(hall).not.toContain(false);
});

test("of many addresses that ask for connections without end all together have a bound", () => {
  const budgets = handshakeBudgets(() => 0);
  let taken = 0;
  for (let address = 0; address < 100; address += 1)
    for (let asked = 0; asked < 5_000; asked += 1) if (budgets.take(`flood ${address}`)) taken += 1;
  expect(taken).toBeLessThan(200_000);
});
