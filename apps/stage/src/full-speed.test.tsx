import { expect, test } from "vitest";
import { textWidth } from "./model/type/metrics.ts";
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

test.each([512, 20_000, 27_900, 61_000, 123_456])(
  "both bars are of one scale, however long today's run took: %i ms",
  (elapsedMs) => {
    const incident = { ...scene.snapshot.incident!, elapsedMs };
    const snapshot = { ...scene.snapshot, incident, copies: notCounted };
    const page = drawnStory({ ...scene, snapshot }, "en");
    const of = (bar: string, attribute: string): number =>
      Number(page.querySelector(bar)?.getAttribute(attribute));
    // The dashed outline lies within its length.
    const in2018 = of(".bar-2018", "width") + 6;
    expect(of(".bar-today", "width") / in2018).toBeCloseTo(elapsedMs / 26_000, 5);
    expect(of(".bar-today", "x") + of(".bar-today", "width")).toBeLessThanOrEqual(1_872);
    const lefts = [...page.querySelectorAll('text.line[text-anchor="end"]')].map((line) => {
      const size = Number(line.getAttribute("font-size"));
      return Number(line.getAttribute("x")) - textWidth(line.textContent ?? "", size, 700);
    });
    expect(Math.min(...lefts)).toBeGreaterThan(48);
  },
);

test("until the money is counted the first beat says that it is being counted, at full speed too", () => {
  const counting = { ...scene, snapshot: { ...scene.snapshot, copies: notCounted } };
  expect(drawnStory(counting, "en").textContent).toContain("Counting 清点中");
  expect(drawnStory(scene, "en").textContent).not.toContain("Counting");
});

test("the first beat names whose payment stopped the clock, at full speed too", () => {
  const lastNeeded = { by: "person", account: 201, name: { en: "Amber Ibex", zh: "琥珀羚羊" } };
  const said = (state: object): string =>
    drawnStory({ ...scene, snapshot: { ...scene.snapshot, copies: notCounted, ...state } }, "en")
      .textContent;
  expect(said({ lastNeeded })).toContain("Amber Ibex 琥珀羚羊");
  expect(said({ lastNeeded })).toContain("stopped the clock");
  expect(said({ lastNeeded: { by: "probe" } })).not.toContain("stopped the clock");
});
