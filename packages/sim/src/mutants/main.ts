import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mutants, type Mutant } from "./mutants.ts";
import { buildMutant } from "./plant.ts";

/** Plants every bug in turn and shows that the simulation finds it: `npm run sim:mutants [-- TEXT OF A NAME]`. */

async function runMutant(mutant: Mutant, folder: string): Promise<boolean> {
  const bundle = join(folder, "sim.mjs");
  try {
    await buildMutant(mutant, bundle);
  } catch (error) {
    console.log(`MISSED  ${String(error)}`);
    return false;
  }
  const startedMs = performance.now();
  const kind = mutant.scenario === undefined ? [] : ["--scenario", mutant.scenario];
  const args = [bundle, "--seeds", String(mutant.seedsMax), ...kind];
  const run = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  const finding = /^seed (\d+) violates (.*)$/m.exec(run.stdout);
  const caught = run.status === 1 && finding !== null;
  const outcome = caught
    ? `seed ${finding[1]}: ${finding[2]?.slice(0, 120)}`
    : `NOT FOUND in ${mutant.seedsMax} seeds (exit code ${run.status}) ${run.stderr.slice(0, 200)}`;
  console.log(
    `${caught ? "caught" : "MISSED"}  ${mutant.name}  (${seconds} s)\n        ${outcome}`,
  );
  return caught;
}

const wanted = process.argv[2] ?? "";
const chosen = mutants.filter(({ name }) => name.includes(wanted));
if (wanted === "--help" || chosen.length === 0) {
  const names = mutants.map(({ name }) => `  ${name}`).join("\n");
  console.log(`npm run sim:mutants [-- TEXT OF A NAME]; there are\n${names}`);
  process.exit(wanted === "--help" ? 0 : 2);
}
const folder = mkdtempSync(join(tmpdir(), "cablecut-mutants-"));
let missed = 0;
try {
  for (const mutant of chosen) if (!(await runMutant(mutant, folder))) missed += 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${chosen.length - missed} of ${chosen.length} mutants caught`);
process.exitCode = missed === 0 && chosen.length > 0 ? 0 : 1;
