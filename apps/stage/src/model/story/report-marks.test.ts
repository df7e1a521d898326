import { expect, test } from "vitest";
import { storyScenes } from "../../testing/story-scenes.ts";
import { textWidth } from "../type/metrics.ts";
import { reportMarks, wordsPlaces } from "./report-marks.ts";

const incident = storyScenes(400)["report"]!.snapshot.incident!;

test("five moments as they were recorded; what nobody recorded has no mark", () => {
  const times = reportMarks(incident).map(({ atMs }) => atMs);
  expect(times).toEqual([0, 1_010, 2_010, 20_060, 26_040]);
  const unseen = { ...incident, timeline: [] };
  expect(reportMarks(unseen).map(({ atMs }) => atMs)).toEqual([0, 26_040]);
  expect(reportMarks({ ...incident, elapsedMs: null })).toEqual([]);
  expect(reportMarks({ ...incident, state: "restored-by-hand" })).toHaveLength(4);
});

test("words of marks that stand close are beside each other, and none leaves the picture", () => {
  const marks = [48, 110, 180, 1_200, 1_820].map((x) => ({ x, texts: ["cables cut"] }));
  const width = textWidth("cables cut", 56, 700);
  const places = wordsPlaces(marks, 56, 1_872);
  expect(places[0]).toBe(48);
  expect(places[3]).toBe(1_200);
  for (const [at, place] of places.slice(1).entries())
    expect(place - places[at]!).toBeGreaterThan(width);
  expect(places[4]! + width).toBeLessThanOrEqual(1_872);
});
