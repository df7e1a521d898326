import { expect, test } from "vitest";
import { lagMs, timerShownMs, type TimerReading } from "./timer.ts";

const reading = (measuredMs: number, arrivedAtMs: number, ended = false): TimerReading => ({
  incident: 1,
  measuredMs,
  arrivedAtMs,
  ended,
});

test("runs with the clock between two snapshots, a little behind what was measured", () => {
  expect(timerShownMs(reading(1_000, 50_000), 50_000, 700)).toBe(1_000 - lagMs);
  expect(timerShownMs(reading(1_000, 50_000), 50_100, 700)).toBe(1_100 - lagMs);
});

test("never passes the latest measured value, however long the gateway is silent", () => {
  expect(timerShownMs(reading(1_000, 50_000), 58_000, 900)).toBe(1_000);
});

test("ends exactly on the measured value and stays there", () => {
  let shown: number | null = 25_700;
  const end = reading(26_012, 90_000, true);
  for (let nowMs = 90_000; nowMs < 91_000; nowMs += 16) {
    shown = timerShownMs(end, nowMs, shown);
    expect(shown).toBeLessThanOrEqual(26_012);
  }
  expect(shown).toBe(26_012);
});

test("a page opened after the end shows the end at once", () => {
  expect(timerShownMs(reading(26_012, 90_000, true), 90_000, null)).toBe(26_012);
});

test("never runs backwards when a snapshot comes late", () => {
  const early = timerShownMs(reading(5_000, 10_000), 10_250, null);
  const late = timerShownMs(reading(5_050, 10_260), 10_260, early);
  expect(late).toBeGreaterThanOrEqual(early);
});

test("a whole run with jittering snapshots is monotonic, never ahead of the truth, and ends on it", () => {
  // Snapshots every 200 ms that travel 5 to 180 ms, from a fixed pattern; the end is measured at 2,612 ms.
  const delays = [5, 120, 40, 180, 15, 90, 60, 5, 170, 30, 110, 75, 20, 140];
  const arrivals = delays
    .map((delayMs, turn) => ({ at: turn * 200 + delayMs, value: Math.min(turn * 200, 2_612) }))
    .concat({ at: 2_612 + 20, value: 2_612 });
  let shown: number | null = null;
  let latest = arrivals[0]!;
  for (let nowMs = 5; nowMs < 3_500; nowMs += 7) {
    for (const arrival of arrivals) {
      if (arrival.at <= nowMs && arrival.value >= latest.value) latest = arrival;
    }
    const next = timerShownMs(
      reading(latest.value, latest.at, latest.value === 2_612),
      nowMs,
      shown,
    );
    expect(next).toBeGreaterThanOrEqual(shown ?? 0);
    expect(next).toBeLessThanOrEqual(Math.min(nowMs, 2_612));
    shown = next;
  }
  expect(shown).toBe(2_612);
});
