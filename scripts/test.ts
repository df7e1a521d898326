// npm test [-- STEP ...]: every check and every test as a named step, all of them even after one failed; ends with
// "N passed, M failed" over steps and single tests.
import { asked } from "./asked.ts";
import { runSteps } from "./steps/run-steps.ts";
import { passedOnce, type Step } from "./steps/step.ts";
import {
  accessStep,
  budgetStep,
  buildStep,
  deadCodeStep,
  dependencyRangesStep,
  formatStep,
  lintStep,
  processTestsStep,
  sourcesStep,
  storiesStep,
  typesStep,
  unitTestsStep,
} from "./steps/steps.ts";
import { summaryOf, totalOf } from "./steps/summary.ts";

/** Done before this file could be loaded; a step all the same, so that the summary says so. */
const installStep: Step = { name: "install", run: () => Promise.resolve(passedOnce) };

/** Those that take long first; what takes the whole machine comes last. */
const steps: readonly Step[] = [
  installStep,
  accessStep,
  buildStep,
  typesStep,
  lintStep,
  deadCodeStep,
  dependencyRangesStep,
  formatStep,
  sourcesStep,
  budgetStep,
  unitTestsStep,
  processTestsStep,
  storiesStep,
];

const { words } = asked({
  name: "test",
  call: "npm test --",
  about: {
    en: "Runs every check and every test, or only the named steps and what they need; all of them even after one failed.",
    zh: "运行全部检查与测试，或仅运行指定步骤及其所需；某步失败后仍继续运行其余步骤。",
  },
  options: {},
  words: {
    shown: "STEP",
    of: steps.map(({ name }) => name),
    about: { en: "only these steps", zh: "仅限这些步骤" },
  },
  more: {
    en: `Steps run two at a time, tests come last and take the whole machine. What was not run is listed with its reason, and
the last line counts. Tests of one folder: npx vitest run packages/raft.

Exit codes: 0 all passed, 1 something failed, 2 bad arguments.`,
    zh: `步骤两两并行；测试最后运行，占用整台机器。未运行的测试及原因会列出，最后一行为统计。
只运行一个目录的测试：npx vitest run packages/raft。

退出码：0 全部通过；1 有失败；2 参数有误。`,
  },
});

/** A step brings those with it that it comes after. */
function withNeeds(names: readonly string[]): ReadonlySet<string> {
  const needed = new Set<string>();
  const visit = (name: string): void => {
    needed.add(name);
    for (const before of steps.find((step) => step.name === name)?.after ?? []) visit(before);
  };
  for (const name of names) visit(name);
  return needed;
}

const chosen = words.length === 0 ? null : withNeeds(words);
const results = await runSteps(
  steps.filter(({ name }) => chosen === null || chosen.has(name)),
  (text) => process.stdout.write(text),
);
console.log(`\n=== summary\n${summaryOf(results)}`);
process.exitCode = totalOf(results).failed === 0 ? 0 : 1;
