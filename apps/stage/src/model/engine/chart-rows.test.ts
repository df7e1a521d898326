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
    { atS: -30.5, kind: "cut" },
    { atS: -4.5, kind: "back" },
    { atS: 0, kind: "cut" },
  ]);
  expect(chartMarks(moments, [])).toEqual([]);
});
