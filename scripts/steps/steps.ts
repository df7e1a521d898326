import { join } from "node:path";
import { findChromium } from "../chromium.mjs";
import { ensureBuilt } from "../prepare.mjs";
import { scratchFolder } from "./scratch-folder.ts";
import { binary, repositoryRoot, runProgram, typescriptProgram } from "./run-program.ts";
import { failedOnce, passedOnce, type Outcome, type Say, type Step } from "./step.ts";
import {
  freshReport,
  outcomeOfReport,
  outcomeOfStories,
  testReportVariable,
} from "./test-report.ts";

/** Ends what hangs. On a slow machine what does not takes half of it. */
const testsTimeoutMs = 45 * 60_000;

const outcomeOf = (ok: boolean): Outcome => (ok ? passedOnce : failedOnce());

/** A step that is one program of node_modules/.bin. */
function tool(name: string, [program, ...args]: readonly [string, ...string[]]): Step {
  return {
    name,
    run: async (say) => outcomeOf(await runProgram(binary(program), args, say)),
  };
}

/** Some of our own checks in scripts/checks. */
async function runChecks(names: readonly string[], say: Say): Promise<boolean> {
  const program = typescriptProgram("scripts/checks/run.ts", ...names);
  return runProgram(process.execPath, program, say);
}

export const buildStep: Step = {
  name: "build",
  run: async (say) => {
    await ensureBuilt(undefined, say);
    return passedOnce;
  },
};

export const formatStep = tool("format", ["oxfmt", "--check", "."]);
export const lintStep = tool("lint", ["oxlint", "--type-aware", "--deny-warnings"]);

const isCode = (file: string): boolean => /\.[cm]?[jt]sx?$/.test(file);
const setsRules = (file: string): boolean =>
  /(^|\/)(\.oxlintrc\.json|pnpm-lock\.yaml|tsconfig[^/]*\.json)$/.test(file);

/**
 * Every file by the rules that need no types; those that have changed by all of them. Reading the types of the whole
 * takes the time of the tests of a change again, so that much is left to npm test unless the rules have changed.
 */
export function lintOfChanges(changed: readonly string[]): Step {
  if (changed.some(setsRules)) return lintStep;
  const files = changed.filter(isCode);
  return {
    name: "lint",
    run: async (say) => {
      const plain = await runProgram(binary("oxlint"), ["--deny-warnings"], say);
      if (files.length === 0) return outcomeOf(plain);
      const typeAware = ["--type-aware", "--deny-warnings", ...files];
      return outcomeOf((await runProgram(binary("oxlint"), typeAware, say)) && plain);
    },
  };
}

/** No packageManager field: pnpm comes through npm, and corepack fails on some machines. */
export const dependencyRangesStep = tool("dependency-ranges", [
  "sherif",
  "--fail-on-warnings",
  "-r",
  "root-package-manager-field",
]);
export const deadCodeStep = tool("dead-code", ["knip", "--no-config-hints"]);

/** One compiler for all projects; then what it has read, so that none is left out. */
export const typesStep: Step = {
  name: "types",
  run: async (say) => {
    const compiled = await runProgram(binary("tsc"), ["-b"], say);
    return outcomeOf((await runChecks(["type-projects"], say)) && compiled);
  },
};

/** Our own checks of the sources, one after the other in one process. */
export const sourcesStep: Step = {
  name: "sources",
  run: async (say) =>
    outcomeOf(await runChecks(["import-directions", "purity", "tidy", "manifests"], say)),
};

export const budgetStep: Step = {
  name: "phone-budget",
  after: [buildStep.name],
  run: async (say) => {
    const kept = await runChecks(["phone-budget", "old-browsers"], say);
    const syntax = ["es2022", "dist/web/*/assets/*.js", "--module", "--noColor"];
    return outcomeOf((await runProgram(binary("es-check"), syntax, say)) && kept);
  },
};

/** A run of vitest as a step. */
export async function runVitest(
  name: string,
  args: readonly string[],
  say: Say,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const report = freshReport(`${name}.json`);
  const ok = await runProgram(binary("vitest"), ["run", ...args], say, {
    timeoutMs: testsTimeoutMs,
    env: { ...env, [testReportVariable]: report },
  });
  return outcomeOfReport(report, ok);
}

/** With a folder for what the tests keep, which is gone afterwards. */
async function inScratchFolder(
  say: Say,
  run: (env: Readonly<Record<string, string>>) => Promise<Outcome>,
): Promise<Outcome> {
  const folder = scratchFolder();
  say(`data in ${folder.path}${folder.inMemory ? ", in memory" : ""}\n`);
  try {
    return await run({ TMPDIR: folder.path });
  } finally {
    folder.remove();
  }
}

export const unitTestsStep: Step = {
  name: "unit-tests",
  after: [buildStep.name],
  alone: true,
  run: (say) => runVitest("unit-tests", ["--project=!processes"], say),
};

/** Every screen of the phone on the set of its test harness, read by axe. */
export const accessStep: Step = {
  name: "access",
  run: async (say) => {
    const chromium = await findChromium();
    const { path } = chromium;
    if (path === undefined) return failedOnce(chromium.refusal);
    const program = ["apps/phone/test-harness/check-access.mjs"];
    return outcomeOf(
      await runProgram(process.execPath, program, say, {
        timeoutMs: testsTimeoutMs,
        env: { CHROMIUM_PATH: path },
      }),
    );
  },
};

/** Real processes that hold deadlines: nothing else may take the processor from them. */
export const processTestsStep: Step = {
  name: "process-tests",
  after: [buildStep.name],
  alone: true,
  run: (say) =>
    inScratchFolder(say, (env) => runVitest("process-tests", ["--project=processes"], say, env)),
};

export const storiesStep: Step = {
  name: "stories",
  after: [buildStep.name],
  alone: true,
  run: async (say) => {
    const chromium = await findChromium();
    const { path } = chromium;
    if (path === undefined) return failedOnce(chromium.refusal);
    say(`Chromium: ${path}\n`);
    const e2e = join(repositoryRoot, "e2e");
    const report = freshReport("stories.json");
    const playwright = [join(e2e, "node_modules/@playwright/test/cli.js"), "test"];
    return inScratchFolder(say, async (env) => {
      const ok = await runProgram(process.execPath, playwright, say, {
        timeoutMs: testsTimeoutMs,
        cwd: e2e,
        env: { ...env, CHROMIUM_PATH: path, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      });
      return outcomeOfStories(report, ok);
    });
  },
};
