import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testProgram } from "@cablecut/test-program";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mutants } from "./mutants/mutants.ts";
import { buildMutant, simulationArgs } from "./mutants/plant.ts";

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "cablecut-seeds-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function simulate(program: string, ...words: string[]) {
  const { status, stdout } = spawnSync(process.execPath, [program, ...words], { encoding: "utf8" });
  return { status, told: stdout.replace(/ in [\d.]+ s:/, ":").replace(/^\d+ of .*\n/gm, "") };
}

test("seeds that run side by side come to the same as one after the other", async () => {
  const program = await testProgram(new URL("main.ts", import.meta.url));
  const seeds = ["--seeds", "5", "--from", "300", "--no-gateway"];
  const alone = simulate(program, ...seeds, "--jobs", "1");
  expect(alone.told).toContain("5 seeds from 300: no violation");
  expect(simulate(program, ...seeds, "--jobs", "3")).toEqual(alone);
}, 120_000);

test("a violation that one of several processes finds is told with its seed, and ends all", async () => {
  const mutant = mutants.find(({ gateways, seedsMax }) => gateways !== true && seedsMax <= 40)!;
  const program = join(folder, "sim.mjs");
  await buildMutant(mutant, program);
  const words = simulationArgs(mutant).map((word, at, all) =>
    all[at - 1] === "--jobs" ? "2" : word,
  );
  expect(words).toContain("2");
  const { status, told } = simulate(program, ...words);
  expect(told).toMatch(/^seed \d+ violates /m);
  expect(told).toMatch(/^again: npm run sim -- --seed \d+/m);
  expect(status).toBe(1);
}, 120_000);
