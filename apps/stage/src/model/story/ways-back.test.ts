import { defaultTopology, encodeShards, homeRoomOf, asShardId } from "@cablecut/protocol";
import type { RoomIndex } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { storyScenes } from "../../testing/story-scenes.ts";
import { planStory } from "./plan.ts";
import { sidesMovedTo, waysBack } from "./ways-back.ts";

const { buildings } = planStory(defaultTopology);
const { snapshot } = storyScenes(400)["moving"]!;

/** The first `count` shards of Hangzhou A are served by `owner`, its others are switching. */
function moved(count: number, owner: RoomIndex): string {
  let left = count;
  return encodeShards(
    Array.from({ length: snapshot.shards.length }, (_, position) => {
      const home = homeRoomOf(defaultTopology, asShardId(position));
      if (home !== 0) return { owner: home, status: home === 1 ? "switching" : "serving" };
      left -= 1;
      return left >= 0 ? { owner, status: "serving" } : { owner: home, status: "switching" };
    }),
  );
}
const sides = (shards: string) => [
  ...sidesMovedTo({ ...snapshot, shards }, defaultTopology, buildings),
];

test("arrows lead to the cities that serve accounts of the lost rooms, and to no other", () => {
  expect(sides(moved(0, 2 as RoomIndex))).toEqual([]);
  expect(sides(moved(1, 4 as RoomIndex))).toEqual(["centre"]);
  expect(sides(moved(3, 2 as RoomIndex))).toEqual(["right"]);
  expect(sides(snapshot.shards).toSorted()).toEqual(["centre", "right"]);
});

test("a shard that only goes between live rooms, or that is back home, is no way back", () => {
  const atHome = moved(0, 2 as RoomIndex).replaceAll(/[a-z]/gu, "0");
  expect(sides(atHome)).toEqual([]);
  expect(sidesMovedTo({ ...snapshot, incident: null }, defaultTopology, buildings).size).toBe(0);
});

test("arrows lead out of the dark city, wherever it is, and never out of a living one", () => {
  const all = new Set(["left", "right", "centre"] as const);
  const ways = (from: "left" | "right" | "centre", areWords = true) =>
    waysBack(from, all, areWords).map(({ to, gap, isToTheRight }) => [
      to,
      gap,
      isToTheRight ? "→" : "←",
    ]);
  expect(ways("left")).toEqual([
    ["centre", "left", "→"],
    ["right", "right", "→"],
  ]);
  expect(ways("right")).toEqual([
    ["left", "left", "←"],
    ["centre", "right", "←"],
  ]);
  // The tray stands in the gap on the left.
  expect(ways("centre")).toEqual([["right", "right", "→"]]);
  expect(ways("centre", false)).toEqual([
    ["left", "left", "←"],
    ["right", "right", "→"],
  ]);
});
