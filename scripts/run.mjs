// node scripts/run.mjs <program> [words ...]: installs and builds what the program needs, then becomes it: the program
// runs in this very process, so that signals reach it directly. Everything in package.json's scripts comes through here.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { nodeVersionRefusal } from "./node-version.mjs";
import { ensureBuilt, ensureInstalled, PreparationFailed, repositoryRoot } from "./prepare.mjs";

/**
 * `builds`: apps that must be built before; `unprepared`: the last words where not even that worked.
 * @type {Readonly<Record<string, { file: string, builds?: readonly string[], unprepared?: string }>>}
 */
const programs = {
  test: {
    file: "scripts/test.ts",
    unprepared: "\n=== summary\nFAILED install\n0 passed, 1 failed",
  },
  check: { file: "scripts/check.ts" },
  dev: { file: "scripts/dev/main.ts" },
  build: { file: "scripts/build.ts" },
  format: { file: "scripts/format.ts" },
  lint: { file: "scripts/lint.ts" },
  sim: { file: "packages/sim/src/main.ts" },
  "sim:fan-out": { file: "packages/sim/src/fan-out/main.ts" },
  "sim:mutants": { file: "packages/sim/src/mutants/main.ts" },
  faults: {
    file: "e2e/faults/run.ts",
    builds: ["room", "member", "fabric", "gateway", "cablecut"],
  },
  bench: {
    file: "e2e/bench/main.ts",
    builds: ["room", "member", "fabric", "gateway", "cablecut", "phone", "stage"],
  },
  screenshots: { file: "apps/phone/test-harness/take-pictures.mjs" },
  "screenshots:stage": { file: "apps/stage/test-harness/take-pictures.mjs" },
  "screenshots:real-cut": {
    file: "e2e/pictures/real-cut.ts",
    builds: ["cablecut", "room", "fabric", "gateway", "phone", "stage", "presenter"],
  },
  "screenshots:console": { file: "apps/presenter/test-harness/take-pictures.mjs" },
  attack: {
    file: "e2e/attack/main.ts",
    builds: ["cablecut", "room", "member", "fabric", "gateway", "phone", "stage", "presenter"],
  },
};

/** @param {readonly string[]} args */
async function main([name = "", ...words]) {
  const program = Object.hasOwn(programs, name) ? programs[name] : undefined;
  if (program === undefined) {
    const names = Object.keys(programs).join(", ");
    console.error(
      `There is no program ${name}; there are ${names}. / 没有程序 ${name}；现有：${names}。`,
    );
    process.exitCode = 2;
    return;
  }
  try {
    await ensureInstalled();
    const asksForHelp = words.includes("--help") || words.includes("-h");
    if (program.builds !== undefined && !asksForHelp) await ensureBuilt(program.builds);
  } catch (error) {
    if (!(error instanceof PreparationFailed)) throw error;
    console.error(error.message);
    if (program.unprepared !== undefined) console.log(program.unprepared);
    process.exitCode = 1;
    return;
  }
  const file = join(repositoryRoot, program.file);
  process.argv = [process.execPath, file, ...words];
  const { register } = await import("tsx/esm/api");
  register();
  await import(pathToFileURL(file).href);
}

const refusal = nodeVersionRefusal(process.versions.node);
if (refusal === null) {
  await main(process.argv.slice(2));
} else {
  console.error(refusal);
  process.exitCode = 1;
}
