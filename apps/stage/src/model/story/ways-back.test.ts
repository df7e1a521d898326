import { defaultTopology, encodeShards, homeRoomOf, asShardId } from "@cablecut/protocol";
import type { RoomIndex } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { storyScenes } from "../../testing/story-scenes.ts";
import { planStory } from "./plan.ts";
import { sidesMovedTo } from "./ways-back.ts";

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
