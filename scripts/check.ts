// npm run check: format, lint, types, our own checks, and the tests that a change reaches; what takes long is left to
// npm test, and named.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { asked } from "./asked.ts";
import { ensureBuilt } from "./prepare.mjs";
import { repositoryRoot, runProgram, typescriptProgram } from "./steps/run-program.ts";
import { runSteps } from "./steps/run-steps.ts";
import { passedOnce, type Step } from "./steps/step.ts";
import { formatStep, lintOfChanges, sourcesStep, typesStep } from "./steps/steps.ts";
import { summaryOf, totalOf } from "./steps/summary.ts";
import { freshReport, outcomeOfReport, testReportVariable } from "./steps/test-report.ts";

const { language } = asked({
  name: "check",
  call: "npm run check --",
  about: {
    en: `What a change can break, within seconds: format, lint, types, our own checks, and the unit tests that import what
has changed since this branch left main, committed or not: of many the nearest that fit into the time. Lint rules that
need types read the changed files only.`,
    zh: `几秒内检查一次更改可能破坏的内容：格式、lint、类型、自有检查，
以及引用了本分支离开 main 以来所更改（无论是否提交）文件的单元测试；数量多时，
只运行时间允许范围内与更改最接近的测试。需要类型信息的 lint 规则只读取已更改的文件。`,
  },
  options: {},
  more: {
    en: `Tests that take long (real processes, hundreds of seeds) run only if they were changed themselves; how many others are
left out, and of which folders, is said. Those, dead code, the phone's budget, the stories and type-aware lint of unchanged files are left to npm test.

Exit codes: 0 all passed, 1 something failed, 2 bad arguments.`,
    zh: `耗时的测试（真实进程、数百个种子）仅在其自身被更改时运行；其他未运行的测试会列出数量和所在目录。
这些测试、无用代码、手机页面体积、整场演示，
以及未更改文件的类型感知 lint 留给 npm test。

退出码：0 全部通过；1 有失败；2 参数有误。`,
  },
});

/** What git prints; null where it cannot say. */
function git(...args: readonly string[]): string | null {
  const { status, stdout } = spawnSync("git", args, { cwd: repositoryRoot, encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

/** Where this branch left main; on main itself, or where there is none, what is committed. */
function baseOfChanges(): string {
  for (const main of ["main", "origin/main"]) {
    const base = git("merge-base", "HEAD", main);
    if (base !== null) return base;
  }
  return "HEAD";
}

function changedSince(base: string): string[] {
  const lists = [
    git("diff", "--name-only", "--diff-filter=d", base),
    git("ls-files", "--others", "--exclude-standard"),
  ];
  return lists.flatMap((list) => (list === null || list === "" ? [] : list.split("\n")));
}

const base = baseOfChanges();
const changed = changedSince(base);

/** Tests of real processes run only where they have changed themselves, and need the programs built. */
const needsPrograms = changed.some((file) => /^e2e\/.*\.test\.ts$/.test(file));

const testsStep: Step = {
  name: "tests",
  run: async (say) => {
    if (changed.length === 0) return { ...passedOnce, note: told.nothingChanged[language] };
    if (needsPrograms) await ensureBuilt(["room", "member", "fabric"], say);
    const report = freshReport("changed-tests.json");
    const ok = await runProgram(
      process.execPath,
      typescriptProgram("scripts/steps/changed-tests.ts", ...changed),
      say,
      { env: { [testReportVariable]: report } },
    );
    if (ok && !existsSync(report)) return { ...passedOnce, note: told.noneReached[language] };
    return outcomeOfReport(report, ok);
  },
};

const told = {
  nothingChanged: { en: "nothing has changed", zh: "没有更改" },
  noneReached: { en: "no test imports what has changed", zh: "没有测试引用所更改的文件" },
  notRun: {
    en: "not run here: tests that take long, dead code, the phone's budget, stories (npm test)",
    zh: "此处未运行：耗时的测试、无用代码、手机页面体积、整场演示（npm test）",
  },
};

console.log(
  {
    en: `${changed.length} files have changed since ${base.slice(0, 9)}`,
    zh: `自 ${base.slice(0, 9)} 以来更改了${changed.length}个文件`,
  }[language],
);
const steps = [testsStep, typesStep, sourcesStep, lintOfChanges(changed), formatStep];
const results = await runSteps(steps, (text) => process.stdout.write(text));
console.log(`\n=== summary\n${summaryOf(results, told.notRun[language])}`);
process.exitCode = totalOf(results).failed === 0 ? 0 : 1;
