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

test("T8: a cable restored before anybody knows when the incident ended decides nothing for good", () => {
  const story = new EndedStory();
  expect(story.restoredByHand(ended, true, false)).toBe(true);
  expect(story.restoredByHand(ended, false, true)).toBe(false);
  expect(story.restoredByHand(ended, true, true)).toBe(true);
  expect(story.restoredByHand(ended, false, true)).toBe(true);
});
