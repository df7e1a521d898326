import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { outcomeOfReport, outcomeOfStories } from "./test-report.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-report-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function report(content: object): string {
  const file = join(folder, "report.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test("tests are counted, and those that did not run keep their reason", () => {
  const skipped = [{ name: "wal: a sync comes first", reason: "strace is not installed" }];
  const file = report({ passed: 7, failed: 1, skipped });
  expect(outcomeOfReport(file, false)).toEqual({ passed: 7, failed: 1, skipped });
});

test("what a run says for the summary goes with its counts", () => {
  const file = report({
    passed: 7,
    failed: 0,
    skipped: [],
    note: "12 test files left to npm test",
  });
  expect(outcomeOfReport(file, true)).toEqual({
    passed: 7,
    failed: 0,
    skipped: [],
    note: "12 test files left to npm test",
  });
});

test("a run without a report, or without a test, has failed", () => {
  expect(outcomeOfReport(join(folder, "none.json"), true)).toMatchObject({
    failed: 1,
    note: "no test ran",
  });
  expect(outcomeOfReport(report({ passed: 0, failed: 0, skipped: [] }), true)).toMatchObject({
    failed: 1,
    note: "no test ran",
  });
});

test("a run that ends badly although every test passed has failed", () => {
  expect(outcomeOfReport(report({ passed: 7, failed: 0, skipped: [] }), false)).toMatchObject({
    passed: 7,
    failed: 1,
    note: "failed outside of a test",
  });
});

test("what a passed story could not judge is listed with what was not run", () => {
  const annotations = [{ type: "not judged", description: "the machine stood still" }];
  const tests = [{ status: "expected", annotations, results: [] }];
  const file = report({
    stats: { expected: 1, unexpected: 0, flaky: 0 },
    suites: [{ title: "a.story.ts", specs: [{ title: "a cut", tests }] }],
  });
  expect(outcomeOfStories(file, true)).toMatchObject({
    passed: 1,
    failed: 0,
    skipped: [{ name: "a.story.ts: a cut", reason: "the machine stood still" }],
  });
});

test("a story that passed only when it was tried again has failed; one that was left out says why", () => {
  const spec = (title: string, status: string, description?: string, message?: string) => ({
    title,
    tests: [
      {
        status,
        annotations: [{ type: "skip", description }],
        results: [{ error: message === undefined ? undefined : { message } }, {}],
      },
    ],
  });
  const file = report({
    stats: { expected: 2, unexpected: 0, flaky: 1 },
    suites: [
      {
        title: "the-show.story.ts",
        specs: [
          spec("the whole show", "expected"),
          spec(
            "a reload",
            "flaky",
            undefined,
            "\u001b[31mError: no headline\u001b[39m\n  at line 7",
          ),
        ],
        suites: [{ title: "sound", specs: [spec("a chord", "skipped", "no sound device")] }],
      },
    ],
  });
  expect(outcomeOfStories(file, true)).toEqual({
    passed: 2,
    failed: 1,
    skipped: [{ name: "sound: a chord", reason: "no sound device" }],
    red: [{ name: "the-show.story.ts: a reload", reason: "Error: no headline" }],
  });
});
