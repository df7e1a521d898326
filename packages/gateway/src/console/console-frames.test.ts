import { expect, test } from "vitest";
import { AwakeClock, tickMs } from "../awake-clock.ts";
import { ConsoleFrames } from "./console-frames.ts";

function frames(boot = 7): {
  readonly frames: ConsoleFrames;
  readonly pass: (ms: number) => void;
  readonly sleep: (ms: number) => void;
} {
  const awake = new AwakeClock();
  const made = new ConsoleFrames(boot, awake);
  let nowMs = 0;
  const tick = (afterMs: number): void => {
    nowMs += afterMs;
    const sleptMs = awake.tick(nowMs);
    if (sleptMs > 0) made.slept(sleptMs);
  };
  tick(0);
  return {
    frames: made,
    pass(ms) {
      for (let passed = 0; passed < ms; passed += tickMs) tick(tickMs);
    },
    sleep: tick,
  };
}

test("a page that has shown a frame of the last two seconds knows what it commands, an older one does not", () => {
  const { frames: made, pass } = frames();
  const first = made.next();
  pass(2_000);
  expect(made.isFresh(first)).toBe(true);
  const second = made.next();
  pass(50);
  expect(made.isFresh(first)).toBe(false);
  expect(made.isFresh(second)).toBe(true);
});

test("a page without a frame, with another gateway's, or with one that never left, knows nothing", () => {
  const { frames: made } = frames();
  const { boot, number } = made.next();
  expect(made.isFresh(null)).toBe(false);
  expect(made.isFresh({ boot: boot + 1, number })).toBe(false);
  expect(made.isFresh({ boot, number: number + 1 })).toBe(false);
});

test("a gateway that slept for a moment does not hold it against the page, one that slept for long cannot tell", () => {
  const { frames: made, sleep } = frames();
  const before = made.next();
  sleep(1_500);
  expect(made.isFresh(before)).toBe(true);
  sleep(3_000);
  expect(made.isFresh(before)).toBe(false);
  expect(made.isFresh(made.next())).toBe(true);
});

test("frames are remembered for two seconds, and at most 256 of them", () => {
  const { frames: made, pass } = frames();
  const first = made.next();
  for (let more = 0; more < 300; more += 1) made.next();
  expect(made.isFresh(first)).toBe(false);
  const last = made.next();
  expect(made.isFresh(last)).toBe(true);
  pass(1_000);
  expect(made.isFresh(last)).toBe(true);
});
