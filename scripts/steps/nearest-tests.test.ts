import { expect, test } from "vitest";
import type { ImportGraph } from "./import-graph.ts";
import { countedByFolder, nearestTests } from "./nearest-tests.ts";

/** rate ← price ← shop; each with a test, and one for the whole street. */
const graph: ImportGraph = new Map([
  ["a/rate.ts", []],
  ["a/price.ts", ["a/rate.ts"]],
  ["a/shop.ts", ["a/price.ts"]],
  ["a/rate.test.ts", ["a/rate.ts"]],
  ["a/price.test.ts", ["a/price.ts"]],
  ["b/street.test.ts", ["a/shop.ts", "a/price.ts"]],
  ["b/shop.test.ts", ["a/shop.ts"]],
]);
const all = ["b/street.test.ts", "b/shop.test.ts", "a/price.test.ts", "a/rate.test.ts"];

const planOf = (budgetMs: number, changed: readonly string[], costs: Record<string, number> = {}) =>
  nearestTests(
    all.map((path) => ({ path, expectedMs: costs[path] ?? 100 })),
    graph,
    changed,
    budgetMs,
  );
const pathsOf = (those: readonly { readonly path: string }[]): string[] =>
  those.map(({ path }) => path);

test("all are played where there is time, the nearest first, and of those equally far who imports least", () => {
  const { now, left } = planOf(400, ["a/rate.ts"]);
  expect(pathsOf(now)).toEqual([
    "a/rate.test.ts",
    "a/price.test.ts",
    "b/street.test.ts",
    "b/shop.test.ts",
  ]);
  expect(left).toEqual([]);
  expect(pathsOf(planOf(400, ["a/shop.ts"]).now).slice(0, 2)).toEqual([
    "b/shop.test.ts",
    "b/street.test.ts",
  ]);
});

test("what does not fit is left, and what does in its place is played", () => {
  const { now, left } = planOf(250, ["a/rate.ts"], { "a/price.test.ts": 151 });
  expect(pathsOf(now)).toEqual(["a/rate.test.ts", "b/street.test.ts"]);
  expect(pathsOf(left)).toEqual(["a/price.test.ts", "b/shop.test.ts"]);
});

test("a test that has changed itself is played whatever it takes", () => {
  const { now } = planOf(100, ["b/street.test.ts", "a/rate.ts"], { "b/street.test.ts": 60_000 });
  expect(pathsOf(now)).toEqual(["b/street.test.ts"]);
});

test("tests that nothing is known of, as after a change of all settings, are played as far as there is time", () => {
  const { now, left } = planOf(200, ["vitest.config.ts"]);
  expect([now.length, left.length]).toEqual([2, 2]);
});

test("what is left is counted by folder, the most first", () => {
  expect(
    countedByFolder([
      "packages/ui/src/a.test.ts",
      "apps/gateway/b.test.ts",
      "apps/gateway/c.test.ts",
    ]),
  ).toBe("apps/gateway 2, packages/ui 1");
});
