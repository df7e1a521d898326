import { expect, test } from "vitest";
import { drawnStory } from "./testing/drawn-story.tsx";
import { storyScenes } from "./testing/story-scenes.ts";

const scene = storyScenes(400)["full-speed"]!;
const notCounted = storyScenes(400)["recovered"]!.snapshot.copies;

test("a run of which nobody knows how long it took has no bar of any length", () => {
  const incident = { ...scene.snapshot.incident!, elapsedMs: null };
  const snapshot = { ...scene.snapshot, incident, copies: notCounted };
  const page = drawnStory({ ...scene, snapshot }, "en");
  expect(drawnStory(scene, "en").querySelector(".bar-today")).not.toBeNull();
  expect(page.querySelector(".bar-2018")).not.toBeNull();
  expect(page.querySelector(".bar-today")).toBeNull();
});

test("until the money is counted the first beat says that it is being counted, at full speed too", () => {
  const counting = { ...scene, snapshot: { ...scene.snapshot, copies: notCounted } };
  expect(drawnStory(counting, "en").textContent).toContain("Counting 清点中");
  expect(drawnStory(scene, "en").textContent).not.toContain("Counting");
});
