import { testProgram } from "@cablecut/test-program";
import { expect, test } from "vitest";
import { scenarios } from "./scenarios.ts";
import type { runSeed as RunSeed, RunReport } from "./simulation.ts";
import { Coverage } from "./checks/coverage.ts";

/** As one file: a hundred modules, each translated for the tests by itself, take twice the time for the same seeds. */
const simulation = await testProgram(new URL("./simulation.ts", import.meta.url));
const { runSeed } = (await import(simulation)) as { readonly runSeed: typeof RunSeed };

const seedsPerTest = 25;
/** With gateways before the rooms, and with clients that ask the rooms directly. */
const runs: readonly { readonly from: number; readonly gateways: boolean }[] = [
  { from: 1, gateways: true },
  { from: 51, gateways: true },
  { from: 101, gateways: true },
  { from: 151, gateways: true },
  { from: 301, gateways: false },
  { from: 851, gateways: false },
  { from: 1_001, gateways: false },
  { from: 1_216, gateways: false },
];

/** A failing seed says how to see it again. */
function runSeeds(from: number, gateways: boolean): readonly RunReport[] {
  return Array.from({ length: seedsPerTest }, (_, position) => {
    const seed = from + position;
    try {
      return runSeed(seed, { gateways });
    } catch (error) {
      const { message } = error as Error;
      const without = gateways ? "" : " --no-gateway";
      throw new Error(`npm run sim -- --seed ${seed}${without} --trace\n${message}`, {
        cause: error,
      });
    }
  });
}

const coverage = new Coverage();
const played = new Set<string>();

for (const { from, gateways } of runs) {
  test(
    `seeds ${from} to ${from + seedsPerTest - 1} hold every invariant ${gateways ? "with" : "without"} gateways`,
    { timeout: 300_000 },
    () => {
      const reports = runSeeds(from, gateways);
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
  const seeds = runs.length * seedsPerTest;
  expect(coverage.counts["transfers booked"]).toBeGreaterThan(30 * seeds);
  expect(coverage.counts.suspicions).toBeGreaterThan(seeds / 2);
  expect(coverage.counts["shards failed over"]).toBeGreaterThan(seeds);
});

test.each([true, false])("the same seed gives the same run, event by event", (gateways) => {
  const scenario = scenarios.find(({ name }) => name === "everything")!;
  const [first, second] = [0, 1].map(() => {
    const lines: string[] = [];
    runSeed(7, { scenario, gateways, trace: (line) => void lines.push(line) });
    return lines;
  });
  expect(first!.length).toBeGreaterThan(100);
  expect(second).toEqual(first);
});
