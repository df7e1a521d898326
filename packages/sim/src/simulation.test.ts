import { expect, test } from "vitest";
import { scenarios } from "./scenarios.ts";
import { runSeed, type RunReport } from "./simulation.ts";
import { Coverage } from "./coverage.ts";

const seedsPerTest = 100;
const firstSeeds = [1, 101, 201, 301, 401];

/** A failing seed says how to see it again: `npm run sim -- --seed S --trace`. */
function runSeeds(from: number): readonly RunReport[] {
  return Array.from({ length: seedsPerTest }, (_, position) => {
    const seed = from + position;
    try {
      return runSeed(seed);
    } catch (error) {
      const { message } = error as Error;
      throw new Error(`npm run sim -- --seed ${seed} --trace\n${message}`, { cause: error });
    }
  });
}

const coverage = new Coverage();
const played = new Set<string>();

for (const from of firstSeeds) {
  test(
    `seeds ${from} to ${from + seedsPerTest - 1} hold every invariant`,
    { timeout: 300_000 },
    () => {
      const reports = runSeeds(from);
      expect(reports).toHaveLength(seedsPerTest);
      for (const { scenario, counts } of reports) {
        played.add(scenario);
        coverage.add(counts);
      }
    },
  );
}

test("in these seeds everything happened that can happen, most of it often", () => {
  expect([...played].sort()).toEqual(scenarios.map(({ name }) => name).sort());
  expect(coverage.missing()).toEqual([]);
  const runs = firstSeeds.length * seedsPerTest;
  expect(coverage.counts["transfers booked"]).toBeGreaterThan(30 * runs);
  expect(coverage.counts.suspicions).toBeGreaterThan(runs / 2);
  expect(coverage.counts["shards failed over"]).toBeGreaterThan(runs);
});

test("the same seed gives the same run, event by event", () => {
  const scenario = scenarios.find(({ name }) => name === "everything")!;
  const [first, second] = [0, 1].map(() => {
    const lines: string[] = [];
    runSeed(7, { scenario, trace: (line) => void lines.push(line) });
    return lines;
  });
  expect(first!.length).toBeGreaterThan(100);
  expect(second).toEqual(first);
});
