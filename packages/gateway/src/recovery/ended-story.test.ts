import type { LoggedIncident } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { EndedStory } from "./ended-story.ts";
import type { Start } from "./measuring.ts";

const ended = { number: 3, endedAt: 900 } as unknown as LoggedIncident;
const start = (source: Start["source"], atMs: number): Start => ({ source, atMs });

test.each<readonly [Start, Start | null]>([
  [start("fabric", 100), start("path-silence", 150)],
  [start("path-silence", 100), start("suspicion", 600)],
  [start("last-heartbeat", 100), start("suspicion", 600)],
  [start("path-silence", 120), start("last-heartbeat", 100)],
  [start("suspicion", 600), null],
])("T10: what is forgotten after the end makes the start no worse: %j before %j", (best, then) => {
  const story = new EndedStory();
  expect(story.start(ended, best, null)).toEqual(best);
  expect(story.start(ended, then, null)).toEqual(best);
});

test.each([
  [start("suspicion", 600), start("last-heartbeat", 100)],
  [start("last-heartbeat", 100), start("path-silence", 120)],
  [start("path-silence", 100), start("last-heartbeat", 120)],
  [start("path-silence", 120), start("fabric", 90)],
  [start("last-heartbeat", 120), start("last-heartbeat", 110)],
])("T2: a better word that comes after the end is taken: %j before %j", (first, better) => {
  const story = new EndedStory();
  story.start(ended, first, null);
  expect(story.start(ended, better, null)).toEqual(better);
});

const figure = (source: Start["source"], durationMs: number): LoggedIncident =>
  ({ ...ended, measured: { at: 901, source, durationMs } }) as LoggedIncident;

test("T7: a start stays at the cut that the fabric told, where the figure's end was heard half a second late and is told better since", () => {
  const story = new EndedStory();
  const own = start("fabric", 10_000);
  const late = figure("fabric", 5_500);
  expect(story.start(late, own, 15_500)).toEqual(own);
  expect(story.start(late, own, 15_000)).toEqual(own);
});

test.each([
  ["a better word took the figure", start("suspicion", 10_500), "fabric"],
  ["its cut began with another incident", start("fabric", 11_100), "fabric"],
] as const)(
  "T7: it is the figure's own, half a second or more away, where %s",
  (_, own, source) => {
    const story = new EndedStory();
    expect(story.start(figure(source, 5_000), own, 15_000)).toEqual(start(source, 10_000));
  },
);

test("T8: a cable restored before anybody knows when the incident ended decides nothing for good", () => {
  const story = new EndedStory();
  expect(story.restoredByHand(ended, true, false)).toBe(true);
  expect(story.restoredByHand(ended, false, true)).toBe(false);
  expect(story.restoredByHand(ended, true, true)).toBe(true);
  expect(story.restoredByHand(ended, false, true)).toBe(true);
});
