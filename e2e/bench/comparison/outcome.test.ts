import { expect, test } from "vitest";
import { belowLimit, comparedFigures, type Pair } from "./outcome.ts";

const pair = (ours: number, theirs: number): Pair => ({
  ours: { "batches-per-second": [ours], "one-by-one-per-second": [ours / 20] },
  theirs: { "batches-per-second": [theirs], "one-by-one-per-second": [theirs / 20] },
});

test("medians are over all values; the ratio within each round is told beside that of the medians", () => {
  // The machine becomes half as fast in the third round: the medians of both still belong to the same round.
  const [figure] = comparedFigures([pair(100, 80), pair(110, 100), pair(50, 40)]);
  expect(figure).toEqual({
    name: "batches-per-second",
    ours: { median: 100, lowest: 50, highest: 110 },
    theirs: { median: 80, lowest: 40, highest: 100 },
    ratio: 1.25,
    byRounds: { median: 1.25, lowest: 1.1, highest: 1.25 },
  });
});

test("trials of all rounds count alike", () => {
  const pairs: Pair[] = [
    { ours: { "recovered-ms": [500, 900] }, theirs: { "recovered-ms": [600, 600] } },
    { ours: { "recovered-ms": [520, 540] }, theirs: { "recovered-ms": [600] } },
  ];
  expect(comparedFigures(pairs)).toMatchObject([
    { name: "recovered-ms", ours: { median: 530, highest: 900 }, theirs: { median: 600 } },
  ]);
});

test("a figure that only one of both tells has no ratio", () => {
  const pairs: Pair[] = [{ ours: { "one-by-one-p99-ms": [4] }, theirs: {} }];
  expect(comparedFigures(pairs)).toEqual([
    {
      name: "one-by-one-p99-ms",
      ours: { median: 4, lowest: 4, highest: 4 },
      theirs: null,
      ratio: null,
      byRounds: null,
    },
  ]);
});

test("throughput below the limit, or not measured, is named; all other figures may be what they are", () => {
  const slower = comparedFigures([
    { ours: { "batches-per-second": [90] }, theirs: { "batches-per-second": [100] } },
    { ours: { "recovered-ms": [900] }, theirs: { "recovered-ms": [500] } },
  ]);
  expect(belowLimit(slower, 0.95)).toEqual([
    { name: "batches-per-second", ratio: 0.9 },
    { name: "one-by-one-per-second", ratio: null },
  ]);
  expect(belowLimit(comparedFigures([pair(95, 100)]), 0.95)).toEqual([]);
});
