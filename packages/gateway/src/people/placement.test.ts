import { asShardId, defaultTopology, shardCountOf } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { roomStatus } from "../testing/room-status.ts";
import { Placement } from "./placement.ts";

const shards = shardCountOf(defaultTopology);

/** Rooms that have told of nobody yet, or of so many in each shard, and of nobody since. */
function placementOfTheTest(inEachShard = 0) {
  let nowMs = 0;
  const accountsPerShard = Array.from({ length: shards }, () => inEachShard);
  const syntheticPerShard = accountsPerShard.map(() => 0);
  const status = roomStatus(0, { accountsPerShard, syntheticPerShard });
  const silent = new Set<number>();
  const watch = {
    topology: defaultTopology,
    best: () => status,
    isAnswering: (room: number) => !silent.has(room),
  };
  const placement = new Placement(watch, () => nowMs);
  return { placement, silent, pass: (ms: number) => (nowMs += ms) };
}

/** How many of these each room has; shards are at home in turn. */
function perRoom(chosen: readonly (number | null)[]): readonly number[] {
  const rooms = defaultTopology.rooms.length;
  return defaultTopology.rooms.map(
    (_, room) => chosen.filter((shard) => shard !== null && shard % rooms === room).length,
  );
}

test("a hall that comes in between two words of the rooms is spread over all shards", () => {
  const { placement } = placementOfTheTest();
  const chosen = Array.from({ length: 30 * shards }, () => placement.choose());
  for (let shard = 0; shard < shards; shard += 1) {
    const count = chosen.filter((each) => each === asShardId(shard)).length;
    expect(Math.abs(count - 30)).toBeLessThanOrEqual(1);
  }
});

test("the first of a hall come to all rooms in turn, and those who come apart always", () => {
  const few = placementOfTheTest().placement;
  const first = Array.from({ length: 60 }, () => few.choose());
  expect(perRoom(first)).toEqual([12, 12, 12, 12, 12]);
  const { placement, pass } = placementOfTheTest(20);
  const apart = Array.from({ length: 40 }, () => {
    pass(21);
    return placement.choose();
  });
  for (let at = 5; at <= apart.length; at += 5)
    expect(perRoom(apart.slice(at - 5, at))).toEqual([1, 1, 1, 1, 1]);
});

test("of a full hall those who come in one moment go to one room, sixteen at most, and rooms stay even", () => {
  const { placement } = placementOfTheTest(20);
  const together = Array.from({ length: 16 }, () => placement.choose());
  expect(perRoom(together).toSorted((one, other) => one - other)).toEqual([0, 0, 0, 0, 16]);
  const more = Array.from({ length: 64 }, () => placement.choose());
  expect(perRoom([...together, ...more]).every((count) => count >= 15 && count <= 32)).toBe(true);
});

test("who was placed is counted until the rooms count them, a second, and no longer", () => {
  const { placement, pass } = placementOfTheTest();
  const first = placement.choose();
  pass(900);
  const second = placement.choose();
  pass(200);
  // The first is forgotten, the second is not.
  expect(second).not.toBe(first);
  expect(placement.choose()).toBe(first);
});

test("nobody is placed in a room that has fallen silent, not even in the middle of a moment", () => {
  const { placement, silent } = placementOfTheTest(20);
  const room = Number(placement.choose()) % defaultTopology.rooms.length;
  silent.add(room);
  const chosen = Array.from({ length: 100 }, () => placement.choose());
  expect(perRoom(chosen)[room]).toBe(0);
  for (const each of defaultTopology.rooms.keys()) silent.add(each);
  expect(placement.choose()).toBeNull();
  silent.clear();
  expect(placement.choose()).not.toBeNull();
});
