// npm test [-- step ...]: installs, then runs every check and every test as a named step, all of
// them even after one failed, and ends with "N passed, M failed" over steps and single tests.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { nodeVersionRefusal } from "./node-version.mjs";
import { ensureBuilt, ensureInstalled, repositoryRoot } from "./prepare.mjs";
import { findChromium } from "./chromium.mjs";

const refusal = nodeVersionRefusal(process.versions.node);
if (refusal !== null) {
  console.error(refusal);
  process.exit(1);
}

const resultsFolder = join(repositoryRoot, "test-results");
const checkTimeoutMs = 5 * 60_000;
const testsTimeoutMs = 20 * 60_000;

/**
 * @typedef {{ passed: number, failed: number, skipped?: number, note?: string }} Outcome
 * @typedef {{ name: string, run: () => Promise<Outcome> }} Step
 */

/** @type {Step[]} */
const steps = [
  { name: "install", run: () => asOutcome(ensureInstalled()) },
  { name: "build", run: () => asOutcome(ensureBuilt()) },
  command("format", ["oxfmt", "--check", "."]),
  command("lint", ["oxlint", "--type-aware", "--deny-warnings"]),
  { name: "types", run: checkTypes },
  check("import-directions"),
  check("purity"),
  check("tidy"),
  check("manifests"),
  // No packageManager field: pnpm comes through npm, and corepack fails on some machines.
  command("dependency-ranges", [
    "sherif",
    "--fail-on-warnings",
    "-r",
    "root-package-manager-field",
  ]),
  command("dead-code", ["knip", "--no-config-hints"]),
  check("phone-budget"),
  { name: "unit-tests", run: runUnitTests },
  { name: "stories", run: runStories },
];

/**
 * A step that is one program of node_modules/.bin.
 * @param {string} name
 * @param {[string, ...string[]]} words
 * @returns {Step}
 */
function command(name, [tool, ...args]) {
  return {
    name,
    run: async () => countExit(await runProgram(binary(tool), args, checkTimeoutMs)),
  };
}

/**
 * A step that is one of our own checks in scripts/checks.
 * @param {string} name
 * @returns {Step}
 */
function check(name) {
  const args = ["--import", "tsx", "scripts/checks/run.ts", name];
  return {
    name,
    run: async () => countExit(await runProgram(process.execPath, args, checkTimeoutMs)),
  };
}

/** One compiler for all projects; then what it has read, so that none is left out. */
async function checkTypes() {
  const compiled = await runProgram(binary("tsc"), ["-b"], checkTimeoutMs);
  const args = ["--import", "tsx", "scripts/checks/run.ts", "type-projects"];
  const complete = await runProgram(process.execPath, args, checkTimeoutMs);
  return countExit({ ok: compiled.ok && complete.ok });
}

/** @returns {Promise<Outcome>} */
async function runUnitTests() {
  const report = freshReport("unit-tests.json");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { ok } = await runProgram(binary("vitest"), args, testsTimeoutMs);
  const results = readReport(report);
  return countTests(ok, results?.numPassedTests, results?.numFailedTests, results?.numPendingTests);
}

/** @returns {Promise<Outcome>} */
async function runStories() {
  const chromium = await findChromium();
  if (chromium.path === undefined) return { passed: 0, failed: 1, note: chromium.refusal };
  console.log(`Chromium: ${chromium.path}`);
  const report = freshReport("stories.json");
  const { ok } = await runProgram(
    process.execPath,
    [join(repositoryRoot, "e2e/node_modules/@playwright/test/cli.js"), "test"],
    testsTimeoutMs,
    {
      cwd: join(repositoryRoot, "e2e"),
      env: { CHROMIUM_PATH: chromium.path, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    },
  );
  const stats = readReport(report)?.stats;
  const failed = stats === undefined ? undefined : stats.unexpected + stats.flaky;
  return countTests(ok, stats?.expected, failed, stats?.skipped);
}

/**
 * A run that reports no test at all, or fails without naming one, counts as one failure: passing
 * because nothing ran is not passing.
 * @param {boolean} ok
 * @param {number | undefined} passed
 * @param {number | undefined} failed
 * @param {number | undefined} skipped
 * @returns {Outcome}
 */
function countTests(ok, passed = 0, failed = 0, skipped = 0) {
  if (passed + failed === 0) return { passed, failed: 1, skipped, note: "no test ran" };
  if (!ok && failed === 0) return { passed, failed: 1, skipped, note: "failed outside of a test" };
  return { passed, failed, skipped };
}

/** @param {{ ok: boolean }} result */
function countExit({ ok }) {
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** @param {Promise<void>} work */
async function asOutcome(work) {
  await work;
  return { passed: 1, failed: 0 };
}

/** @param {string} name */
function freshReport(name) {
  mkdirSync(resultsFolder, { recursive: true });
  const report = join(resultsFolder, name);
  rmSync(report, { force: true });
  return report;
}

/** @param {string} report */
function readReport(report) {
  return existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : undefined;
}

/** @param {string} tool */
function binary(tool) {
  const suffix = process.platform === "win32" ? ".cmd" : "";
  return join(repositoryRoot, "node_modules", ".bin", tool + suffix);
}

/**
 * Runs a program in its own process group and ends the whole group when it takes too long.
 * @param {string} program
 * @param {string[]} args
 * @param {number} timeoutMs
 * @param {{ cwd?: string, env?: Record<string, string> }} [place]
 * @returns {Promise<{ ok: boolean }>}
 */
function runProgram(program, args, timeoutMs, place = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: place.cwd ?? repositoryRoot,
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, ...place.env },
      stdio: ["ignore", "inherit", "inherit"],
      shell: program.endsWith(".cmd"),
      detached: process.platform !== "win32",
    });
    const endGroup = () => {
      if (child.pid === undefined) return;
      try {
        process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
      } catch {
        // It has ended in the meantime.
      }
    };
    const timer = setTimeout(() => {
      console.log(`  not finished after ${timeoutMs / 60_000} min: ended`);
      endGroup();
    }, timeoutMs);
    const stop = () => {
      endGroup();
      process.exit(130);
    };
    process.once("SIGINT", stop).once("SIGTERM", stop);
    const finish = (/** @type {boolean} */ ok) => {
      clearTimeout(timer);
      process.off("SIGINT", stop).off("SIGTERM", stop);
      resolve({ ok });
    };
    child.on("error", (error) => {
      console.log(`  ${program} did not start: ${error.message}`);
      finish(false);
    });
    child.on("exit", (code) => finish(code === 0));
  });
}

/** @param {Step} step */
async function runStep(step) {
  console.log(`\n=== ${step.name}`);
  const started = performance.now();
  /** @type {Outcome} */
  let outcome;
  try {
    outcome = await step.run();
  } catch (error) {
    outcome = {
      passed: 0,
      failed: 1,
      note: error instanceof Error ? error.message : String(error),
    };
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  return { name: step.name, seconds, ...outcome };
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  const names = steps.map(({ name }) => name).join(", ");
  console.error(`There is no step ${unknown.join(", ")}; there are ${names}.`);
  process.exit(2);
}

const results = [];
for (const step of steps) {
  if (wanted.length > 0 && !wanted.includes(step.name)) continue;
  const result = await runStep(step);
  results.push(result);
  // Without its dependencies nothing else can run, and a hundred failures would hide the one.
  if (step.name === "install" && result.failed > 0) break;
}

console.log("\n=== summary");
let passed = 0;
let failed = 0;
for (const result of results) {
  passed += result.passed;
  failed += result.failed;
  const mark = result.failed === 0 ? "ok    " : "FAILED";
  const count =
    result.passed + result.failed > 1 ? `${result.passed} passed, ${result.failed} failed` : "";
  const skipped = result.skipped ? `${result.skipped} skipped` : "";
  const details = [count, skipped, result.note ?? ""].filter((text) => text !== "").join(", ");
  console.log(
    `${mark} ${result.name.padEnd(18)} ${result.seconds.padStart(6)} s  ${details}`.trimEnd(),
  );
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
