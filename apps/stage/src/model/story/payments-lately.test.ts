import { defaultTopology, type EngineSecond, type ShowSnapshot } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { storyScenes } from "../../testing/story-scenes.ts";
import { figureOf } from "./words.ts";

const { snapshot } = storyScenes(40)["live"]!;

/** Seconds with so many payments each, the newest last. */
const secondsOf = (...counts: readonly number[]): readonly EngineSecond[] =>
  counts.map((count, at) => ({
    atMs: 1_800_000_000_000 + at * 1_000,
    byRoom: [0, count, 0, 0, 0],
    answers: { booked: count, "not-now": 0, unknown: 0, refused: 0 },
    answerMs: null,
  }));
const figure = (perSecond: number, ...before: readonly number[]) =>
  figureAfter(0, perSecond, secondsOf(...before, perSecond));
/** So long after the newest of these seconds. */
const figureAfter = (ms: number, perSecond: number, seconds: readonly EngineSecond[]) =>
  figureOf(
    "live",
    {
      ...snapshot,
      atMs: seconds.at(-1)!.atMs + ms,
      traffic: { ...snapshot.traffic, perSecond },
    } satisfies ShowSnapshot,
    defaultTopology,
    seconds,
  );

test("at a booth payments come now and then: the figure stays the people, and does not change its kind every other second", () => {
  const counts = [3, 7, 2, 4, 6, 5, 1, 8, 4, 3, 9, 2, 5, 4];
  expect(figure(9, ...counts)).toMatchObject({ text: "40", word: { en: "people" } });
  const busy = counts.map((count) => count + 4);
  expect(figure(4, ...busy)).toMatchObject({ text: "4", word: { en: "payments per second" } });
});

test("when a whole hall stops paying its people are the figure again, and when it begins their payments are", () => {
  const many = Array.from({ length: 15 }, () => 300);
  const none = Array.from({ length: 8 }, () => 0);
  expect(figure(0, ...many)?.text).toBe("0");
  expect(figure(0, ...many, ...none)?.text).toBe("40");
  expect(figure(300, ...none, ...many.slice(7))?.text).toBe("300");
});

test("a rate about a thousand keeps the size of four digits", () => {
  expect(figure(996, 1_004, 998)).toMatchObject({ text: "996", widest: "1,004" });
  expect(figure(1_002, 998)).toMatchObject({ text: "1,002", widest: "1,002" });
});

test("what a gateway had that is gone says nothing of now: its people are the figure until another has counted", () => {
  const many = secondsOf(...Array.from({ length: 15 }, () => 300));
  expect(figureAfter(2_000, 0, many)?.text).toBe("0");
  expect(figureAfter(4_000, 0, many)?.text).toBe("40");
  // Two quiet minutes later three seconds are all that is known of the last fifteen.
  const later = secondsOf(...Array.from({ length: 15 }, () => 300), 1, 2, 1).map((second, at) =>
    at < 15 ? second : { ...second, atMs: second.atMs + 100_000 },
  );
  expect(figureAfter(0, 1, later)?.text).toBe("40");
});
