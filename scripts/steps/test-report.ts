import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Reporter } from "vitest/node";
import { repositoryRoot } from "./run-program.ts";
import type { Outcome, SkippedTest } from "./step.ts";

/** What vitest is to say of a run, besides what it prints: the counts, and why a test did not run. */
interface TestReport {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly SkippedTest[];
}

/** Names the file that the report of a run goes to. */
export const testReportVariable = "CABLECUT_TEST_REPORT";

export function writeReportTo(file: string): Reporter {
  return {
    onTestRunEnd(modules) {
      let [passed, failed] = [0, 0];
      const skipped: SkippedTest[] = [];
      for (const module of modules) {
        let failedHere = 0;
        for (const test of module.children.allTests()) {
          const result = test.result();
          if (result.state === "passed") passed += 1;
          else if (result.state === "failed") failedHere += 1;
          else {
            const reason = (result.state === "skipped" ? result.note : null) ?? "no reason given";
            skipped.push({ name: `${module.relativeModuleId}: ${test.fullName}`, reason });
          }
        }
        // A file that cannot be loaded has no tests.
        failed += module.state() === "failed" ? Math.max(1, failedHere) : failedHere;
      }
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify({ passed, failed, skipped } satisfies TestReport));
    },
  };
}

/** A place for a report, without the one of an earlier run. */
export function freshReport(name: string): string {
  const report = join(repositoryRoot, "test-results", name);
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  return report;
}

/** What a run came to; `ok` is whether its program ended with 0. */
export function outcomeOfReport(file: string, ok: boolean): Outcome {
  return outcomeOfTests(ok, readJson(file) as TestReport | null);
}

/**
 * A run that reports no test at all, or fails without naming one, counts as one failure: passing because nothing ran is
 * not passing.
 */
export function outcomeOfTests(ok: boolean, report: TestReport | null): Outcome {
  const { passed, failed, skipped } = report ?? { passed: 0, failed: 0, skipped: [] };
  if (passed + failed === 0) return { passed, failed: 1, skipped, note: "no test ran" };
  if (!ok && failed === 0) return { passed, failed: 1, skipped, note: "failed outside of a test" };
  return { passed, failed, skipped };
}

/** The parts that we read of what Playwright's JSON reporter writes. */
interface StoriesReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
  };
  readonly suites: readonly StorySuite[];
}
interface StorySuite {
  readonly title: string;
  readonly suites?: readonly StorySuite[];
  readonly specs: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly status: string;
      readonly annotations: readonly { readonly type: string; readonly description?: string }[];
    }[];
  }[];
}

/** What Playwright reported in `file`. */
export function outcomeOfStories(file: string, ok: boolean): Outcome {
  const report = readJson(file) as StoriesReport | null;
  if (report === null) return outcomeOfTests(ok, null);
  const { expected, unexpected, flaky } = report.stats;
  const skipped = report.suites.flatMap(skippedStories);
  return outcomeOfTests(ok, { passed: expected, failed: unexpected + flaky, skipped });
}

function skippedStories({ title, specs, suites = [] }: StorySuite): SkippedTest[] {
  const own = specs.flatMap((spec) =>
    spec.tests
      .filter(({ status }) => status === "skipped")
      .map(({ annotations }) => ({
        name: `${title}: ${spec.title}`,
        reason: annotations.find(({ type }) => type === "skip")?.description ?? "no reason given",
      })),
  );
  return [...own, ...suites.flatMap(skippedStories)];
}

function readJson(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}
