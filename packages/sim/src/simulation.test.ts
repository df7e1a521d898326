import { expect, test } from "vitest";
import { scenarios } from "./scenarios.ts";
import { runSeed, type RunReport } from "./simulation.ts";

const seedsPerTest = 100;

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

for (const from of [1, 101, 201, 301, 401]) {
  test(
    `seeds ${from} to ${from + seedsPerTest - 1} hold every invariant`,
    { timeout: 300_000 },
    () => {
      const reports = runSeeds(from);
      const sum = (of: (report: RunReport) => number): number =>
        reports.reduce((total, report) => total + of(report), 0);
      // The trouble must have been real.
      expect(sum(({ booked }) => booked)).toBeGreaterThan(30 * seedsPerTest);
      expect(sum(({ suspicions }) => suspicions)).toBeGreaterThan(seedsPerTest / 2);
      expect(sum(({ moves }) => moves)).toBeGreaterThan(seedsPerTest);
      expect(new Set(reports.map(({ scenario }) => scenario)).size).toBe(scenarios.length);
    },
  );
}

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
