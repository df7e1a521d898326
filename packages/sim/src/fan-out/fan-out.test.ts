import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { habits } from "./costs.ts";
import { FanOut, type Trial } from "./fan-out.ts";
import { tablesOf } from "./tables.ts";
import { treeOf } from "./tree.ts";

const small: Trial = {
  seed: 7,
  gateways: 12,
  degree: 4,
  filter: "own",
  durationMs: 4_000,
  relayDiesMs: null,
};

test("what docs/SCALE.md shows is what npm run sim:fan-out prints", () => {
  const doc = readFileSync(new URL("../../../../docs/SCALE.md", import.meta.url), "utf8");
  expect(doc).toContain(tablesOf(1, "en"));
});

test("a tree has every gateway at one depth, and nobody more children than it may", () => {
  for (const [gateways, degree] of [
    [1, 2],
    [10, 10],
    [11, 10],
    [100, 3],
    [257, 4],
  ] as const) {
    const { nodes, leaves, depth } = treeOf(gateways, degree);
    expect(leaves.length).toBe(gateways);
    expect(new Set(leaves.map(({ level }) => level))).toEqual(new Set([depth]));
    expect(Math.max(...nodes.map(({ children }) => children.size))).toBeLessThanOrEqual(degree);
  }
});

test("every gateway gets every frame once; the same seed tells the same, another one another", () => {
  const outcome = new FanOut(small).run();
  expect(outcome).toMatchObject({ depth: 2, relays: 3, framesMissing: 0, framesTwice: 0 });
  expect(outcome.feedMs.p50).toBeGreaterThan(0);
  expect(new FanOut(small).run()).toEqual(outcome);
  expect(new FanOut({ ...small, seed: 8 }).run()).not.toEqual(outcome);
});

test.each([1, 2, 3, 4, 5])("seed %i: a relay dies, and its gateways miss nothing", (seed) => {
  const outcome = new FanOut({ ...small, seed, relayDiesMs: 1_500 }).run();
  expect(outcome.framesMissing).toBe(0);
  expect(outcome.longestGapMs).toBeGreaterThanOrEqual(habits.silenceMs);
  expect(outcome.longestGapMs).toBeLessThan(2 * habits.silenceMs);
  expect(new FanOut({ ...small, seed }).run().longestGapMs).toBeLessThan(habits.silenceMs);
});

test("who gets only what concerns it reads less, and a root that sends everything to a hundred falls behind", () => {
  const whole = new FanOut({ ...small, filter: "whole" }).run();
  const own = new FanOut(small).run();
  expect(own.gatewayBytesPerS).toBeLessThan(whole.gatewayBytesPerS / 3);
  const direct = { ...small, gateways: 100, degree: 100, durationMs: 1_000 } as const;
  expect(new FanOut({ ...direct, filter: "whole" }).run().rootBusy).toBeGreaterThan(1);
  expect(new FanOut({ ...direct, filter: "own" }).run().rootBusy).toBeLessThan(1);
});
