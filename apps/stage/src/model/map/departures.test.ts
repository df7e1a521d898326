import { asCents, defaultTopology, type RoomIndex, type ShardId } from "@cablecut/protocol";
import { cables } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { departures, shardDepartures } from "./departures.ts";
import { roomHue } from "./hues.ts";
import { planMap } from "./plan.ts";
import { dropCut } from "./travellers.ts";

const plan = planMap(defaultTopology);
const flow = { from: 2 as RoomIndex, to: 4 as RoomIndex, amountCents: asCents(888), canary: false };

test("every payment that can be drawn sets out, cables A and B in turn, canaries told apart", () => {
  const sent = departures(plan, cables([]), [flow, { ...flow, canary: true }], 1_000);
  expect(sent.map((traveller) => traveller.kind)).toEqual(["payment", "canary"]);
  expect(sent[0]!.line.points[0]).not.toEqual(sent[1]!.line.points[0]);
  expect(sent.every((traveller) => traveller.startsAtMs >= 1_000)).toBe(true);
});

test("no dot goes on over a cable that has been cut, on whichever half of its way; the others do, and so do shards", () => {
  const sent = departures(plan, cables([]), [flow, flow], 1_000);
  const shard = { shard: 0 as ShardId, from: 2 as RoomIndex, to: 3 as RoomIndex };
  const all = [...sent, ...shardDepartures(plan, defaultTopology, [shard], 1_000)];
  const left = (...cut: readonly string[]): readonly number[] => {
    const present = dropCut(all, cables(cut));
    return all.flatMap((each, position) => (present.includes(each) ? [position] : []));
  };
  expect(left()).toEqual([0, 1, 2]);
  expect(left("sh-a/A")).toEqual([1, 2]);
  expect(left("sz-a/B")).toEqual([0, 2]);
  expect(left("hz-a/A", "hz-a/B")).toEqual([0, 1, 2]);
});

test("a shard travels in the colour of its home, on the way out and on the way back", () => {
  const out = { shard: 0 as ShardId, from: 0 as RoomIndex, to: 3 as RoomIndex };
  const back = { shard: 0 as ShardId, from: 3 as RoomIndex, to: 0 as RoomIndex };
  const hues = shardDepartures(plan, defaultTopology, [out, back], 0).map(({ hue }) => hue);
  expect(hues).toEqual([roomHue(0), roomHue(0)]);
});

test("a room that the map does not have is not drawn", () => {
  const nowhere = { shard: 0 as ShardId, from: 0 as RoomIndex, to: 6 as RoomIndex };
  expect(shardDepartures(plan, defaultTopology, [nowhere], 0)).toEqual([]);
});
