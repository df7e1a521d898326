import { defaultTopology } from "@cablecut/protocol";
import { shardsString } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { movesBetween, tileGrid, tilesByRoom } from "./shards.ts";

test("every shard has one tile, in the room that owns it", () => {
  const rooms = tilesByRoom(shardsString(25, true), defaultTopology);
  expect(rooms.map((tiles) => tiles.length)).toEqual([7, 8, 29, 28, 28]);
  expect(rooms[0]!.every((tile) => tile.status === "switching")).toBe(true);
  const guests = rooms[2]!.filter((tile) => tile.home !== 2);
  expect(guests).toHaveLength(9);
  expect(rooms[2]!.slice(-guests.length)).toEqual(guests);
});

test("moves are changes of owner only", () => {
  const before = shardsString(3, true);
  expect(movesBetween(before, shardsString(5, true))).toHaveLength(2);
  expect(movesBetween(shardsString(0, false), shardsString(0, true))).toEqual([]);
  expect(movesBetween(null, before)).toEqual([]);
});

test("tiles shrink until all of them fit", () => {
  for (const count of [1, 20, 34, 60, 100, 200]) {
    const { columns, size } = tileGrid(count, 256, 66, 24);
    expect(columns * size).toBeLessThanOrEqual(256);
    expect(Math.ceil(count / columns) * size).toBeLessThanOrEqual(66);
  }
});
