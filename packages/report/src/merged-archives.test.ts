import { expect, test } from "vitest";
import { bestArchive } from "./best-archive.ts";

function archive(room: number, lastEntry: number, ...gaps: readonly (readonly [number, number])[]) {
  const missing = gaps.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  return { room, lastEntry, entries: lastEntry - missing, gaps };
}

test("one without a gap is read before one with, also where it is a moment behind", () => {
  const whole = archive(3, 99_000);
  expect(bestArchive([archive(0, 99_500, [1, 10]), whole, archive(4, 98_000)])).toBe(whole);
  // A log that can be applied up to there says more than one that cannot be applied at all.
  expect(bestArchive([archive(0, 108_000, [107_000, 107_001]), whole])).toBe(whole);
});

test("one that was damaged near its beginning, or of a room that was cut off long ago, is not read because it has no gap", () => {
  const dropped = archive(2, 100_000, [1, 5_000]);
  const torn = archive(2, 100_000, [1, 5_000], [7_000, 7_000]);
  expect(bestArchive([archive(0, 2), { ...torn, room: 1 }, dropped])).toBe(dropped);
  expect(bestArchive([archive(0, 40_000), dropped])).toBe(dropped);
});

test("of equals the first room's, and of none nothing", () => {
  const [one, other] = [archive(1, 50), archive(2, 50)];
  expect(bestArchive([other, one])).toBe(one);
  expect(bestArchive([])).toBe(undefined);
});
