import { expect, test } from "vitest";
import { AwakeClock, Turn, tickMs } from "./awake-clock.ts";

test("punctual ticks count in full", () => {
  const clock = new AwakeClock();
  for (let nowMs = 7_000; nowMs <= 8_000; nowMs += tickMs) expect(clock.tick(nowMs)).toBe(0);
  expect(clock.nowMs).toBe(1_000);
});

test.each([[1_500], [3_000], [20_000]])(
  "a tick that is late by %i ms counts 100, and says so",
  (lateMs) => {
    const clock = new AwakeClock();
    clock.tick(0);
    expect(clock.tick(tickMs + lateMs)).toBe(tickMs + lateMs);
    expect(clock.nowMs).toBe(100);
  },
);

test("where every tick is late, that is how the machine runs: after 30 in a row they are taken for punctual", () => {
  const clock = new AwakeClock();
  let nowMs = 0;
  const tick = (passedMs: number): number => clock.tick((nowMs += passedMs));
  tick(0);
  for (let late = 0; late < 30; late += 1) expect(tick(300)).toBe(300);
  expect(tick(300)).toBe(0);
  // What is read may be late all the same, and who really slept does not judge.
  expect(clock.hearsLate(nowMs)).toBe(true);
  expect(tick(1_500)).toBe(1_500);
  expect(tick(300)).toBe(0);
  // A punctual tick here and there changes nothing, a second of them does.
  tick(tickMs);
  expect(tick(300)).toBe(0);
  for (let punctual = 0; punctual <= 20; punctual += 1) tick(tickMs);
  expect(tick(300)).toBe(300);
});

test("a tick that comes within a status interval is not late, whatever it counts", () => {
  const clock = new AwakeClock();
  clock.tick(0);
  expect(clock.tick(190)).toBe(0);
  expect(clock.nowMs).toBe(100);
});

test("a monotonic clock that went back all the same does not turn time back", () => {
  const clock = new AwakeClock();
  clock.tick(500);
  expect(clock.tick(400)).toBe(0);
  expect(clock.nowMs).toBe(0);
});

test("a turn keeps its pace, and what was slept through is not made up for", () => {
  const turn = new Turn(200);
  const due = [0, 50, 100, 150, 200, 250, 400, 5_000, 5_050, 5_100, 5_200, 5_300].filter((ms) =>
    turn.isDue(ms),
  );
  expect(due).toEqual([0, 200, 400, 5_000, 5_200]);
});
