import {
  defaultTopology,
  type Epoch,
  type FailoverView,
  type LogIndex,
  type RoomIndex,
  type RoomView,
  type ShardId,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { Failback } from "./failback.ts";
import { paceProfiles } from "./pace-profiles.ts";
import { viewOf } from "./testing/views.ts";

const signs = { lately: () => true, heartbeatInFlight: false };

/** Room 2 owns shards 0 and 5 of room 0. */
function viewWith(
  changes: { readonly failback?: boolean; readonly home?: Partial<RoomView> } = {},
  ownHeartbeat = 12,
): FailoverView {
  const { home, ...others } = changes;
  return viewOf(defaultTopology, paceProfiles.keynote, {
    rooms: { 0: { ...home }, 2: { lastHeartbeat: ownHeartbeat as LogIndex } },
    shards: ({ shard }) =>
      shard === 0 || shard === 5 ? { owner: 2 as RoomIndex, epoch: 2 as Epoch } : {},
    failback: true,
    ...others,
  });
}

function failbackSince(nowMs: number, view = viewWith()): Failback {
  const failback = new Failback(2 as RoomIndex);
  failback.applied(view, nowMs);
  return failback;
}

const move = { kind: "move", shard: 0, from: 2, to: 0, epoch: 2, reason: "handover" } as const;

test("G1: nothing goes home while failback is off or a shard is switching", () => {
  const off = viewWith({ failback: false });
  expect(failbackSince(0, off).due(off, 90_000, signs)).toEqual([]);
  const shards = viewWith().shards.map((shard) =>
    shard.shard === 7 ? { ...shard, status: "switching" as const } : shard,
  );
  const switching = { ...viewWith(), shards };
  expect(failbackSince(0, switching).due(switching, 90_000, signs)).toEqual([]);
});

test("G2: the home room must have been up for five seconds without a break, and heard lately", () => {
  const failback = failbackSince(0);
  expect(failback.due(viewWith(), 4_999, signs)).toEqual([]);
  expect(failback.wakeMs).toBe(5_000);
  failback.applied(viewWith({ home: { status: "suspect" } }), 4_999);
  failback.applied(viewWith(), 5_000);
  expect(failback.due(viewWith(), 9_999, signs)).toEqual([]);
  expect(failback.due(viewWith(), 10_000, { ...signs, lately: () => false })).toEqual([]);
  expect(failback.due(viewWith(), 10_000, signs)).toEqual([{ kind: "release", shard: 0 }]);
  const drained = viewWith({ home: { status: "drained" } });
  expect(failbackSince(0, drained).due(drained, 90_000, signs)).toEqual([]);
});

test("G3, G4: the owner stops serving a shard first and proposes on its newest heartbeat", () => {
  const failback = failbackSince(0);
  failback.due(viewWith(), 5_000, signs);
  expect(failback.isReleased(0 as ShardId)).toBe(true);
  expect(failback.isReleased(5 as ShardId)).toBe(false);
  expect(failback.due(viewWith(), 5_010, signs)).toEqual([]);
  failback.released(0 as ShardId);
  expect(failback.due(viewWith(), 5_020, { ...signs, heartbeatInFlight: true })).toEqual([]);
  expect(failback.due(viewWith(), 5_021, signs)).toEqual([{ ...move, ownerHeartbeat: 12 }]);
});

test("G3: whoever does not say released is not waited for longer than 300 ms", () => {
  const failback = failbackSince(0);
  failback.due(viewWith(), 5_000, signs);
  expect(failback.due(viewWith(), 5_299, signs)).toEqual([]);
  expect(failback.due(viewWith(), 5_300, signs)).toEqual([{ ...move, ownerHeartbeat: 12 }]);
});

test("G5: the shard stays released until the own chain has outgrown the proposal", () => {
  const failback = failbackSince(0);
  failback.due(viewWith(), 5_000, signs);
  failback.released(0 as ShardId);
  failback.due(viewWith(), 5_001, signs);
  // Failback was called off, but the proposal may still be applied.
  const off = viewWith({ failback: false });
  expect(failback.due(off, 9_000, signs)).toEqual([]);
  expect(failback.isReleased(0 as ShardId)).toBe(true);
  expect(failback.due(viewWith({ failback: false }, 40), 9_100, signs)).toEqual([
    { kind: "reclaim", shard: 0 },
  ]);
  expect(failback.isReleased(0 as ShardId)).toBe(false);
});

test("G5: a stale proposal is made again on the next heartbeat, five times at most", () => {
  const failback = failbackSince(0);
  failback.due(viewWith(), 5_000, signs);
  failback.released(0 as ShardId);
  for (let attempt = 0; attempt < 5; attempt++) {
    const moves = failback.due(viewWith({}, 20 + attempt), 5_100 + 100 * attempt, signs);
    expect(moves).toEqual([{ ...move, ownerHeartbeat: 20 + attempt }]);
  }
  expect(failback.due(viewWith({}, 30), 6_000, signs)).toEqual([{ kind: "reclaim", shard: 0 }]);
});

test("G6: one shard at a time, 100 ms after the last one was gone", () => {
  const failback = failbackSince(0);
  failback.due(viewWith(), 5_000, signs);
  failback.released(0 as ShardId);
  failback.due(viewWith(), 5_001, signs);
  const home = viewWith();
  const gone = {
    ...home,
    shards: home.shards.map((shard) =>
      shard.shard === 0 ? { ...shard, owner: 0 as RoomIndex, epoch: 3 as Epoch } : shard,
    ),
  };
  expect(failback.due(gone, 5_004, signs)).toEqual([]);
  expect(failback.wakeMs).toBe(5_104);
  expect(failback.due(gone, 5_104, signs)).toEqual([{ kind: "release", shard: 5 }]);
});
