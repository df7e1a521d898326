import { expect, test } from "vitest";
import { summaryOf } from "./summary.ts";

test("every step, what did not run and why, and the count as the last line", () => {
  const reason = "strace is not installed";
  const results = [
    { name: "lint", seconds: 7.93, passed: 1, failed: 0 },
    { name: "types", seconds: 0.4, passed: 0, failed: 1, note: "no such program" },
    {
      name: "unit-tests",
      seconds: 91,
      passed: 1073,
      failed: 1,
      skipped: [{ name: "every acknowledgement follows a write", reason }],
    },
  ];
  expect(summaryOf(results)).toBe(`ok     lint                  7.9 s
FAILED types                 0.4 s  no such program
FAILED unit-tests           91.0 s  1073 passed, 1 failed, 1 not run

not run, 1:
  every acknowledgement follows a write: strace is not installed

1074 passed, 2 failed`);
});

test("what failed stands at the end by name, with what it said first", () => {
  const skipped = [{ name: "wal.test.ts: a sync comes first", reason: "strace is not installed" }];
  const red = [{ name: "raft.test.ts: a vote is counted once", reason: "expected 2 to be 1" }];
  const results = [{ name: "unit-tests", seconds: 1, passed: 7, failed: 1, skipped, red }];
  expect(summaryOf(results)).toBe(`FAILED unit-tests            1.0 s  7 passed, 1 failed, 1 not run

not run, 1:
  wal.test.ts: a sync comes first: strace is not installed

failed, 1:
  raft.test.ts: a vote is counted once: expected 2 to be 1

7 passed, 1 failed`);
});

test("nothing skipped: no list of what did not run", () => {
  const results = [{ name: "lint", seconds: 1, passed: 1, failed: 0 }];
  expect(summaryOf(results)).toBe("ok     lint                  1.0 s\n1 passed, 0 failed");
});
