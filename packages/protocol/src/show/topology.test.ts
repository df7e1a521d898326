import { expect, test } from "vitest";
import type { RoomIndex, ShardId } from "../values/ids.ts";
import { cutOrder, defaultTopology, homeRoomOf, shardCountOf, topologySchema } from "./topology.ts";
import { quorumOf } from "./quorum.ts";
import { encodeShards, shardAt } from "../rooms/views.ts";

test("three places, five centers, a hundred shards, quorum three", () => {
  expect(topologySchema.safeParse(defaultTopology).success).toBe(true);
  expect(defaultTopology.cities).toHaveLength(3);
  expect(defaultTopology.rooms).toHaveLength(5);
  expect(shardCountOf(defaultTopology)).toBe(100);
  expect(quorumOf(defaultTopology)).toBe(3);
  expect(homeRoomOf(defaultTopology, 7 as ShardId)).toBe(2);
});

test("a city is cut room by room, first cables first", () => {
  expect(cutOrder(defaultTopology, "hz")).toEqual(["hz-a/A", "hz-b/A", "hz-a/B", "hz-b/B"]);
});

test("topologies that cannot work are refused with the reason", () => {
  const reason = (change: object): string =>
    topologySchema.safeParse({ ...defaultTopology, ...change }).error?.issues[0]?.message ??
    "accepted";
  expect(reason({ rooms: defaultTopology.rooms.slice(0, 4) })).toContain("must be odd");
  expect(reason({ cutCity: "bj" })).toContain("no city");
  expect(reason({ shardsPerRoom: 60 })).toContain("at most 200");
  expect(
    reason({ rooms: [...defaultTopology.rooms.slice(0, 4), defaultTopology.rooms[0]] }),
  ).toContain("same id");
});

test("shards as one string say who serves and who switches", () => {
  const shards = encodeShards([
    { owner: 4 as RoomIndex, status: "serving" },
    { owner: 0 as RoomIndex, status: "switching" },
  ]);
  expect(shards).toBe("4a");
  expect(shardAt(shards, 0)).toEqual({ owner: 4, status: "serving" });
  expect(shardAt(shards, 1)).toEqual({ owner: 0, status: "switching" });
  expect(shardAt(shards, 2)).toBeNull();
});
