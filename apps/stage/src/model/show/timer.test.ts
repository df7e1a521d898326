import { showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { lagMs, timeToShow, type ShownTime } from "./timer.ts";

/** An incident that is told of at `arrivedAtMs` with `measuredMs`. */
interface Told {
  readonly measuredMs: number;
  readonly arrivedAtMs: number;
  readonly ended?: boolean;
  readonly id?: number;
}

function shown(told: Told, nowMs: number, before: ShownTime | null = null): ShownTime {
  const incident = {
    ...showScenes["recovered"]!.incident!,
    id: told.id ?? 1,
    elapsedMs: told.measuredMs,
    state: told.ended === true ? ("recovered" as const) : ("running" as const),
  };
  return timeToShow(incident, told.arrivedAtMs, nowMs, before)!;
}

test("without an incident there is no time", () => {
  expect(timeToShow(null, 0, 0, null)).toBe(null);
});

test("runs with the clock between two snapshots, a little behind what was measured", () => {
  const told = { measuredMs: 1_000, arrivedAtMs: 50_000 };
  expect(shown(told, 50_000).ms).toBe(1_000 - lagMs);
  expect(shown(told, 50_100).ms).toBe(1_100 - lagMs);
});

test("never passes the latest measured value, however long the gateway is silent", () => {
  expect(shown({ measuredMs: 1_000, arrivedAtMs: 50_000 }, 58_000).ms).toBe(1_000);
});

test("an end is shown exactly and at once, and stays as snapshots go on coming", () => {
  let time: ShownTime | null = shown({ measuredMs: 25_960, arrivedAtMs: 90_000 }, 90_000);
  for (let turn = 1; turn < 20; turn += 1) {
    const arrivedAtMs = 90_000 + turn * 200;
    time = shown({ measuredMs: 26_012, arrivedAtMs, ended: true }, arrivedAtMs, time);
    expect(time).toEqual({ incident: 1, ms: 26_012, text: "26.0", ended: true });
  }
});

test("never runs backwards when a snapshot comes late", () => {
  const early = shown({ measuredMs: 5_000, arrivedAtMs: 10_000 }, 10_250);
  const late = shown({ measuredMs: 5_050, arrivedAtMs: 10_260 }, 10_260, early);
  expect(late.ms).toBeGreaterThanOrEqual(early.ms);
});

test("another incident begins from its own start", () => {
  const last = shown({ measuredMs: 26_012, arrivedAtMs: 10_000, ended: true }, 10_000);
  expect(shown({ measuredMs: 300, arrivedAtMs: 70_000, id: 2 }, 70_000, last).ms).toBe(300 - lagMs);
});

test("the number that the log gives it in the middle changes nothing of the time", () => {
  const cut = { ...showScenes["cut"]!.incident!, id: null, elapsedMs: 1_900 };
  const before = timeToShow(cut, 10_000, 10_250, null)!;
  expect(before).toMatchObject({ incident: null, ms: 1_890 });
  const numbered = shown({ measuredMs: 2_000, arrivedAtMs: 10_255 }, 10_255, before);
  expect(numbered).toMatchObject({ incident: 1, ms: 1_890 });
});

test("a time that nobody knows is no figure, running or ended", () => {
  for (const state of ["running", "recovered"] as const) {
    const incident = { ...showScenes["recovered"]!.incident!, state, elapsedMs: null };
    expect(timeToShow(incident, 0, 500, null)).toMatchObject({ text: null });
  }
});

test("a whole run with jittering snapshots is monotonic, never ahead of the truth, and ends on it", () => {
  // Snapshots every 200 ms that travel 5 to 180 ms, from a fixed pattern; the end is measured at 2,612 ms.
  const delays = [5, 120, 40, 180, 15, 90, 60, 5, 170, 30, 110, 75, 20, 140];
  const arrivals = delays
    .map((delayMs, turn) => ({ at: turn * 200 + delayMs, value: Math.min(turn * 200, 2_612) }))
    .concat({ at: 2_612 + 20, value: 2_612 });
  let time: ShownTime | null = null;
  let latest = arrivals[0]!;
  for (let nowMs = 5; nowMs < 3_500; nowMs += 7) {
    for (const arrival of arrivals) {
      if (arrival.at <= nowMs && arrival.value >= latest.value) latest = arrival;
    }
    const told = {
      measuredMs: latest.value,
      arrivedAtMs: latest.at,
      ended: latest.value === 2_612,
    };
    const next = shown(told, nowMs, time);
    expect(next.ms).toBeGreaterThanOrEqual(time?.ms ?? 0);
    expect(next.ms).toBeLessThanOrEqual(Math.min(nowMs, 2_612));
    time = next;
  }
  expect(time!.ms).toBe(2_612);
});
