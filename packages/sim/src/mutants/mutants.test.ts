import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mutants } from "./mutants.ts";
import { buildMutant, plantedSource, simulationArgs } from "./plant.ts";

/** The short form of `npm run sim:mutants`: planted bugs below the log, above it, and before the rooms. */
const chosen = [
  "a follower acknowledges before its sync",
  "a repeated number is booked again",
  "silence is a definite answer",
];

test.each(chosen)("the simulation finds a planted bug: %s", async (name) => {
  const mutant = mutants.find((each) => each.name === name)!;
  const folder = mkdtempSync(join(tmpdir(), "cablecut-mutant-"));
  try {
    const bundle = join(folder, "sim.mjs");
    await buildMutant(mutant, bundle);
    const args = [bundle, ...simulationArgs(mutant)];
    const run = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 26 });
    expect(run.stdout).toMatch(/^seed \d+ violates /m);
    expect(run.stdout).toMatch(/^again: npm run sim -- --seed \d+ .*--trace$/m);
    expect(run.status).toBe(1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("every mutant still finds its place in the code", () => {
  for (const mutant of mutants) {
    const source = plantedSource(mutant);
    expect(source).toContain(mutant.replace);
    expect(source).not.toContain(mutant.find);
  }
});

test("bugs are planted in the rooms and in the gateways, and in what both say of incidents", () => {
  const ofGateways = mutants.filter(({ file }) => file.startsWith("gateway/"));
  expect(ofGateways.length).toBeGreaterThanOrEqual(8);
  expect(ofGateways.filter(({ file }) => /\/incident/.test(file)).length).toBeGreaterThanOrEqual(2);
  const ofLedger = mutants.filter(({ file }) => file.startsWith("ledger/"));
  expect(ofLedger.filter(({ file }) => /\/incident/.test(file)).length).toBeGreaterThanOrEqual(2);
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  // One that is found through gateways runs with them, and no other does.
  for (const mutant of ofGateways) expect(simulationArgs(mutant)).not.toContain("--no-gateway");
});

test("a mutant whose text is gone is an error, not a success", async () => {
  const gone = { ...mutants[0]!, find: "text that is nowhere" };
  const building = buildMutant(gone, join(tmpdir(), "never-written.mjs"));
  await expect(building).rejects.toThrow("occurs 0 times");
});
