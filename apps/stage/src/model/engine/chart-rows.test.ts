import type { EngineSecond } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { chartMarks, chartRows } from "./chart-rows.ts";

const second = (atMs: number): EngineSecond => ({
  atMs,
  byRoom: [1],
  answers: { booked: 1, "not-now": 0, unknown: 0, refused: 0 },
  answerMs: null,
});
const nowMs = 1_800_000_000_000;

test("two minutes up to the newest second; what nobody saw stays open", () => {
  expect(chartRows([])).toEqual([]);
  const rows = chartRows([second(nowMs - 3_000), second(nowMs)]);
  expect(rows).toHaveLength(120);
  expect(rows.at(-1)).toMatchObject({ atS: 0, second: { atMs: nowMs } });
  expect(rows.slice(-4).map(({ second: seen }) => seen !== null)).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

test("cut and recovery are marked where they were, and no longer once they are out of the chart", () => {
  const moments = [
    { incident: 1, cutMs: nowMs - 300_000, endMs: nowMs - 274_000 },
    { incident: 2, cutMs: nowMs - 30_500, endMs: nowMs - 4_500 },
    { incident: 3, cutMs: nowMs + 400, endMs: null },
  ];
  expect(chartMarks(moments, [second(nowMs)])).toEqual([
    { atS: -30.5, kind: "cut", word: "over" },
    { atS: -4.5, kind: "back", word: "none" },
    { atS: 0, kind: "cut", word: "over" },
  ]);
  expect(chartMarks(moments, [])).toEqual([]);
});

test("words of one run never lie on each other: a short one has them outside, and what a newer one would cover is left out", () => {
  const words = (...spans: readonly (readonly [number, number])[]): string[] =>
    chartMarks(
      spans.map(([cutS, endS], at) => ({
        incident: at + 1,
        cutMs: nowMs + cutS * 1_000,
        endMs: nowMs + endS * 1_000,
      })),
      [second(nowMs)],
    ).map(({ word }) => word);
  expect(words([-40, -14])).toEqual(["over", "over"]);
  expect(words([-14.4, -1.1])).toEqual(["before", "behind"]);
  expect(words([-60.5, -60])).toEqual(["before", "behind"]);
  expect(words([-90.5, -90], [-30.5, -30])).toEqual(["before", "behind", "before", "behind"]);
  // One cut that the log counts as two.
  expect(words([-30.5, -30.1], [-30, -29.6])).toEqual(["none", "none", "before", "behind"]);
});
