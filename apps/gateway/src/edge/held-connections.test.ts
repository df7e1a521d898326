import { expect, test } from "vitest";
import { SpentClock } from "../testing/spent-clock.ts";
import { HeldConnections, type Held } from "./held-connections.ts";

/** Connections that note when they are paused and when they end. */
function heldOfTheTest(count: number) {
  const clock = new SpentClock();
  const held = new HeldConnections(clock);
  const endedMs: number[] = [];
  let paused = 0;
  for (let at = 0; at < count; at += 1) {
    const closed: (() => void)[] = [];
    const socket = {
      pause: () => (paused += 1),
      on: () => socket,
      once: (_: string, told: () => void) => closed.push(told),
      destroy: () => {
        endedMs.push(clock.nowMs());
        for (const told of closed) told();
      },
    };
    held.hold(socket as unknown as Held);
  }
  return { clock, endedMs, paused };
}

test("hundreds that came in one breath are held for a second, and end one after the other", () => {
  const { clock, endedMs, paused } = heldOfTheTest(300);
  expect(paused).toBe(300);
  clock.pass(990);
  expect(endedMs).toEqual([]);
  clock.pass(5_000);
  expect(endedMs).toHaveLength(300);
  // From one to the next there is time for others.
  const gapsMs = endedMs.slice(1).map((ms, at) => ms - endedMs[at]!);
  expect(Math.min(...gapsMs)).toBeGreaterThanOrEqual(4);
});

test("how many are held is bounded: of more, the first ends at once", () => {
  const { clock, endedMs } = heldOfTheTest(700);
  expect(endedMs.filter((ms) => ms === 0)).toHaveLength(700 - 512);
  clock.pass(10_000);
  expect(endedMs).toHaveLength(700);
});
