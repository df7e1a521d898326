import { expect, test } from "vitest";
import { RecentDurations } from "./recent-durations.ts";

test("the middle and the slow end of what was measured within the window", () => {
  const durations = new RecentDurations(1_000);
  expect(durations.percentiles(0)).toBeNull();
  for (let ms = 1; ms <= 100; ms += 1) durations.add(ms, 500);
  expect(durations.percentiles(1_500)).toEqual({ p50Ms: 51, p99Ms: 100 });
  expect(durations.percentiles(1_501)).toBeNull();
});

test("of more than fit only the newest count", () => {
  const durations = new RecentDurations(1_000);
  for (let turn = 0; turn < 2_000; turn += 1) durations.add(turn < 1_400 ? 900 : 3.456, turn / 2);
  expect(durations.percentiles(1_000)).toEqual({ p50Ms: 3.46, p99Ms: 3.46 });
});
