import type { Hall } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { ringShareOf } from "./ring.ts";

const incident = (waited: number, accountsBack: number): Hall["incident"] => ({
  id: 1,
  state: "running",
  pace: "keynote",
  elapsedMs: 9_900,
  waited,
  accountsHit: 400,
  accountsBack,
  differenceCents: null,
});

test("the first half is the lease that was waited out, the second the accounts that are back", () => {
  expect(ringShareOf(null, false)).toBe(0);
  expect(ringShareOf(incident(0, 0), false)).toBe(0);
  expect(ringShareOf(incident(0.5, 0), false)).toBe(0.25);
  expect(ringShareOf(incident(1, 0), false)).toBe(0.5);
  expect(ringShareOf(incident(1, 200), false)).toBe(0.75);
});

test("it closes only when this account is served, whoever else is", () => {
  expect(ringShareOf(incident(1, 400), false)).toBeLessThan(1);
  expect(ringShareOf(incident(1, 3), true)).toBe(1);
});
