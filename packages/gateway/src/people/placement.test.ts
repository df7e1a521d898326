import { asShardId, defaultTopology, shardCountOf } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { roomStatus } from "../testing/room-status.ts";
import { Placement } from "./placement.ts";

const shards = shardCountOf(defaultTopology);

/** Rooms that have told of nobody yet, and will not. */
function placementOfTheTest() {
  let nowMs = 0;
  const none = Array.from({ length: shards }, () => 0);
  const status = roomStatus(0, { accountsPerShard: none, syntheticPerShard: none });
  const watch = { topology: defaultTopology, best: () => status, isAnswering: () => true };
  const placement = new Placement(watch, () => nowMs);
  return { placement, pass: (ms: number) => (nowMs += ms) };
}

test("a hall that comes in between two words of the rooms is spread over all shards", () => {
  const { placement } = placementOfTheTest();
  const chosen = Array.from({ length: 3 * shards }, () => placement.choose());
  for (let shard = 0; shard < shards; shard += 1)
    expect(chosen.filter((each) => each === asShardId(shard))).toHaveLength(3);
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
