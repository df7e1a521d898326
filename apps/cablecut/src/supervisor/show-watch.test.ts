import type { EventLine } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { cutsPlayedIn, linesAfter } from "./show-watch.ts";

const cut = (cable: string, atMs: number): EventLine => ({
  atMs,
  kind: "cable-cut",
  values: { cable },
});
const log = [cut("hz-a/A", 10), cut("hz-b/A", 20), cut("hz-a/B", 20)];

test("every line is told once, also two of the same moment", () => {
  expect(linesAfter(log, null)).toEqual(log);
  expect(linesAfter(log, log[1]!)).toEqual([log[2]]);
  expect(linesAfter(log, log[2]!)).toEqual([]);
});

test("a gateway that was started again tells the past, which is not told again", () => {
  const afterRestart = [...log, cut("hz-b/B", 30)];
  expect(linesAfter(afterRestart, log[2]!)).toEqual([cut("hz-b/B", 30)]);
  expect(linesAfter(afterRestart, { atMs: 25, kind: "cue-on", values: {} })).toEqual([
    cut("hz-b/B", 30),
  ]);
});

test("what was rehearsed in this show is known from the checklist, and nothing where it does not say", () => {
  expect(cutsPlayedIn([{ check: "rehearsal", found: "done", runs: 3 }])).toBe(3);
  expect(cutsPlayedIn([{ check: "rehearsal", found: "none" }])).toBe(0);
  const before = { check: "rehearsal", found: "done", runs: 3, before: true } as const;
  expect(cutsPlayedIn([before])).toBe(0);
});
