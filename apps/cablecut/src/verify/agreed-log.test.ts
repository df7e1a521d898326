import { expect, test } from "vitest";
import { agreedIndex, agreedPrefixes, type LogTerms } from "./agreed-log.ts";

/** One digit per entry, its term; `from`: index of the first entry that is kept, behind a snapshot. */
function log(terms: string, from = 1, snapshotIndex = from - 1): LogTerms {
  return { snapshotIndex, firstIndex: from, terms: Array.from(terms, Number) };
}

test("what three of five share is agreed, and what fewer have is not", () => {
  const logs = [log("11122"), log("11122"), log("1112"), log("11"), log("")];
  expect(agreedIndex(logs, 3)).toBe(4);
  expect(agreedPrefixes(logs, 3)).toEqual([4, 4, 4, 2, 0]);
});

test("entries of a leader that was cut off end at the point where they part", () => {
  // hz-a led term 1 alone behind entry 3; the others elected in term 2.
  const logs = [log("1111111"), log("1112222"), log("1112222"), log("1112222"), log("111")];
  expect(agreedIndex(logs, 3)).toBe(7);
  expect(agreedPrefixes(logs, 3)).toEqual([3, 7, 7, 7, 3]);
});

test("a snapshot is committed, whoever has entries to compare", () => {
  const logs = [log("22", 9), log("", 9), log("1111"), log(""), log("")];
  expect(agreedIndex(logs, 3)).toBe(8);
  // Whether entries 1 to 4 of the third are those of the others nobody can say any more.
  expect(agreedPrefixes(logs, 3)).toEqual([8, 8, 0, 0, 0]);
});

test("entries kept in front of a snapshot are compared too", () => {
  const ahead = log("11122", 1, 4);
  expect(agreedPrefixes([ahead, ahead, ahead, log("1111"), log("1131")], 3)).toEqual([
    5, 5, 5, 3, 2,
  ]);
});
