import { inFlightListSchema, type PayAnswer } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { SentNumbers } from "./sent-numbers.ts";

const booked = { kind: "booked" } as PayAnswer;
const unknown: PayAnswer = { kind: "unknown" };

test("in flight at a cut is what was sent before it and had not ended then", () => {
  const numbers = new SentNumbers(0);
  numbers.sent(1, 100);
  numbers.answered(1, booked, 150);
  numbers.sent(2, 900);
  numbers.answered(2, unknown, 1_500);
  // The same number again: it was sent for the first time before the cut.
  numbers.sent(2, 2_000);
  numbers.answered(2, booked, 27_000);
  numbers.sent(3, 27_100);
  const inFlight = numbers.inFlightAt(1_000);
  expect(inFlight).toEqual([
    { sequence: 2, sentBeforeMs: 100, end: "booked", endedAfterMs: 26_000 },
  ]);
  expect(inFlightListSchema.safeParse(inFlight).success).toBe(true);
});

test("what has not ended is told as open, and its end does not change once it is known", () => {
  const numbers = new SentNumbers(0);
  numbers.sent(7, 900);
  expect(numbers.inFlightAt(1_000)).toMatchObject([{ end: "open", endedAfterMs: null }]);
  numbers.answered(7, { kind: "cancelled" } as PayAnswer, 1_200);
  numbers.answered(7, booked, 1_400);
  expect(numbers.inFlightAt(1_000)).toMatchObject([{ end: "cancelled", endedAfterMs: 200 }]);
});

test("a page that came after the cut cannot say what was in flight", () => {
  expect(new SentNumbers(5_000).inFlightAt(4_999)).toBe(null);
  expect(new SentNumbers(5_000).inFlightAt(5_000)).toEqual([]);
});
