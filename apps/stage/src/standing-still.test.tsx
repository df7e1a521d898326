import { defaultTopology, type ShowSnapshot } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { emptyEngine } from "./model/engine/engine.ts";
import { firstViewChoice } from "./model/view-choice.ts";
import { drawnStory } from "./testing/drawn-story.tsx";
import { storyScenes } from "./testing/story-scenes.ts";

const scenes = storyScenes(400);

/** The lines of a part of the picture: the baseline of each, and its size. */
function linesIn(
  name: string,
  part: string,
  changes: (was: ShowSnapshot) => Partial<ShowSnapshot>,
) {
  const scene = scenes[name]!;
  const snapshot = { ...scene.snapshot, ...changes(scene.snapshot) };
  const qr = { size: 25, path: "M0 0h1v1h-1z" };
  const lines = drawnStory({ ...scene, snapshot }, "zh", {
    // With a way to the report: its code takes room from the cards.
    description: {
      showId: snapshot.showId,
      topology: defaultTopology,
      joinUrl: "HTTP://192.168.1.20:2626",
      joinQr: qr,
      wifi: null,
      rehearsal: false,
      report: { url: "HTTP://192.168.1.20:2626/REPORT", qr },
    },
  }).querySelectorAll(`${part} text.line`);
  return [...lines].map((line) => ({
    y: line.getAttribute("y"),
    size: line.getAttribute("font-size"),
  }));
}

test("what is kept stays where it is while payments are checked and phones come back", () => {
  const tray = '[data-testid="tray"]';
  const checking = (count: number, heard: number) =>
    linesIn("switching", tray, ({ traffic, people }) => ({
      traffic: { ...traffic, checking: count },
      people: { ...people, heard: { phones: heard, of: 400 } },
    }));
  const calm = checking(0, 400);
  expect(calm).toHaveLength(3);
  for (const more of [checking(9, 400), checking(0, 390)]) {
    expect(more).toHaveLength(4);
    expect(more.slice(0, 3)).toEqual(calm);
  }
});

test("the report's cards are set in one size", () => {
  for (const languages of ["both", "en", "zh"] as const) {
    const cards = linesIn("report", '[data-testid^="card-"]', ({ stage }) => ({
      stage: { ...stage, languages },
    }));
    const sizes = new Map<string | null, Set<string | null>>();
    for (const { y, size } of cards) sizes.set(y, (sizes.get(y) ?? new Set()).add(size));
    expect([...sizes.values()].map((each) => each.size)).toEqual([...sizes].map(() => 1));
  }
});

test("the engineer's figures stand in one order, whatever a scene adds below them", () => {
  for (const [name, { snapshot, hall }] of Object.entries(scenes)) {
    if (snapshot.blank) continue;
    const state = { view: firstViewChoice("?view=dashboard"), engine: emptyEngine };
    const [facts] = drawnStory({ snapshot, hall }, "en", state).querySelectorAll(".engine-facts");
    const of = [...facts!.children].map((each) => each.getAttribute("data-testid"));
    expect(of.slice(0, 5), name).toEqual([null, null, "canaries", "copies", "verification"]);
    expect(new Set(of.slice(5)).size, name).toBeLessThanOrEqual(1);
  }
});
