import { expect, test } from "vitest";
import { SpentClock } from "../testing/spent-clock.ts";
import { Spaced } from "./spaced.ts";

/** When each went, of so many that were given in one breath. */
function goneOf(count: number, passMs: number) {
  const clock = new SpentClock();
  const spaced = new Spaced(clock, { waitMs: 25, betweenMs: 2, oneMorePer: 64 });
  const goneMs: number[] = [];
  const tasks = Array.from({ length: count }, () => () => void goneMs.push(clock.nowMs()));
  for (const task of tasks) spaced.add(task);
  clock.pass(passMs);
  return { clock, spaced, goneMs, tasks };
}

test("what was given in one breath waits, and goes one after the other", () => {
  const { goneMs } = goneOf(50, 200);
  expect(goneMs).toHaveLength(50);
  expect(goneMs[0]).toBeGreaterThanOrEqual(24);
  const gapsMs = goneMs.slice(1).map((ms, at) => ms - goneMs[at]!);
  expect(Math.min(...gapsMs)).toBeGreaterThanOrEqual(2);
});

test("of thousands none waits without end", () => {
  expect(goneOf(15_000, 3_000).goneMs).toHaveLength(15_000);
});

test("what was called off does not go, and one that is given later waits as long", () => {
  const { clock, spaced, goneMs, tasks } = goneOf(3, 0);
  spaced.callOff(tasks[0]!);
  clock.pass(100);
  expect(goneMs).toHaveLength(2);
  const againMs = clock.nowMs();
  spaced.add(() => goneMs.push(clock.nowMs()));
  clock.pass(100);
  expect(goneMs.at(-1)! - againMs).toBeGreaterThanOrEqual(24);
});
