import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Reporter } from "vitest/node";
import { repositoryRoot } from "./run-program.ts";
import type { Outcome, NamedTest } from "./step.ts";

/** What vitest is to say of a run, besides what it prints: the counts, and why a test did not run or failed. */
interface TestReport {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly NamedTest[];
  readonly red?: readonly NamedTest[];
  /** For the summary. */
  readonly note?: string;
}

/** Names the file that the report of a run goes to. */
export const testReportVariable = "CABLECUT_TEST_REPORT";

/** `note` is asked at the end of the run. */
export function writeReportTo(file: string, note?: () => string | undefined): Reporter {
  return {
    onTestRunEnd(modules) {
      let [passed, failed] = [0, 0];
      const skipped: NamedTest[] = [];
      const red: NamedTest[] = [];
      for (const module of modules) {
        const redBefore = red.length;
        for (const test of module.children.allTests()) {
          const name = `${module.relativeModuleId}: ${test.fullName}`;
          const result = test.result();
          if (result.state === "passed") passed += 1;
          else if (result.state === "failed") {
            red.push({ name, reason: firstLineOf(result.errors[0]?.message) });
          } else {
            const reason = (result.state === "skipped" ? result.note : null) ?? "no reason given";
            skipped.push({ name, reason });
          }
        }
        // A file that cannot be loaded has no tests.
        if (module.state() === "failed" && red.length === redBefore) {
          const [error] = module.errors();
          red.push({ name: module.relativeModuleId, reason: firstLineOf(error?.message) });
        }
        failed += red.length - redBefore;
      }
      mkdirSync(dirname(file), { recursive: true });
      const report: TestReport = { passed, failed, skipped, red };
      const noted = note?.();
      writeFileSync(
        file,
        JSON.stringify(noted === undefined ? report : { ...report, note: noted }),
      );
    },
  };
}

/** Without a terminal's colours; a message may be a page long. */
function firstLineOf(message: string | undefined): string {
  const line = stripVTControlCharacters(message ?? "")
    .split("\n")
    .find((each) => each.trim() !== "");
  return line === undefined ? "no message" : line.trim().slice(0, 300);
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

const noTests: TestReport = { passed: 0, failed: 0, skipped: [] };

/**
 * A run that reports no test at all, or fails without naming one, counts as one failure: passing because nothing ran is
 * not passing.
 */
export function outcomeOfTests(ok: boolean, report: TestReport | null): Outcome {
  const { passed, failed, skipped, red, note }: TestReport = report ?? noTests;
  const told = {
    skipped,
    ...(red === undefined || red.length === 0 ? {} : { red }),
    ...(note === undefined ? {} : { note }),
  };
  if (passed + failed === 0) return { passed, failed: 1, ...told, note: "no test ran" };
  if (!ok && failed === 0) return { passed, failed: 1, ...told, note: "failed outside of a test" };
  return { passed, failed, ...told };
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
      readonly results?: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
}

/** What Playwright reported in `file`. */
export function outcomeOfStories(file: string, ok: boolean): Outcome {
  const report = readJson(file) as StoriesReport | null;
  if (report === null) return outcomeOfTests(ok, null);
  const { expected, unexpected, flaky } = report.stats;
  const stories = report.suites.flatMap(storiesOf);
  const those = (...statuses: string[]): NamedTest[] =>
    stories.flatMap((story) => (statuses.includes(story.status) ? [toldOf(story)] : []));
  const partly = stories.flatMap(({ name, annotations }) =>
    annotations.flatMap(({ type, description }) =>
      type === "not judged" ? [{ name, reason: description ?? type }] : [],
    ),
  );
  const skipped = [...those("skipped"), ...partly];
  const red = those("unexpected", "flaky");
  return outcomeOfTests(ok, { passed: expected, failed: unexpected + flaky, skipped, red });
}

type Story = StorySuite["specs"][number]["tests"][number] & { readonly name: string };

function storiesOf({ title, specs, suites = [] }: StorySuite): Story[] {
  const own = specs.flatMap((spec) =>
    spec.tests.map((test) => ({ ...test, name: `${title}: ${spec.title}` })),
  );
  return [...own, ...suites.flatMap(storiesOf)];
}

function toldOf({ name, status, annotations, results = [] }: Story): NamedTest {
  const skipReason = annotations.find(({ type }) => type === "skip")?.description;
  if (status === "skipped") return { name, reason: skipReason ?? "no reason given" };
  return {
    name,
    reason: firstLineOf(results.find(({ error }) => error !== undefined)?.error?.message),
  };
}

function readJson(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}
