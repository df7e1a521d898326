import { defaultTopology } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { storyScenes } from "../../testing/story-scenes.ts";
import { lostSide } from "./lost-side.ts";
import { planStory } from "./plan.ts";

test("what belongs to the lost rooms stands where most of them are, and on the left where nobody can say", () => {
  const { buildings } = planStory(defaultTopology);
  const incident = storyScenes(400)["switching"]!.snapshot.incident!;
  const side = (...rooms: number[]) =>
    lostSide({ incident: { ...incident, roomsLost: rooms as never } }, buildings);
  expect([side(0, 1), side(1), side(2, 3), side(3), side(4)]).toEqual([
    "left",
    "left",
    "right",
    "right",
    "centre",
  ]);
  expect([side(0, 2, 3), side(0, 3), side()]).toEqual(["right", "left", "left"]);
  expect(lostSide({ incident: null }, buildings)).toBe("left");
});
