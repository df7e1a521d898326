import { defaultTopology, type RoomIndex, type ShardId } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { paceProfiles } from "./pace-profiles.ts";
import { refuseRead, refuseTransfer, type ServingState } from "./serving.ts";
import { viewOf } from "./testing/views.ts";

const own = 0 as ShardId;
const other = 1 as ShardId;

function stateOf(changes: Partial<ServingState> = {}): ServingState {
  return {
    view: viewOf(defaultTopology, paceProfiles.keynote),
    room: 0 as RoomIndex,
    ready: true,
    diverged: false,
    released: () => false,
    committedSentMs: 1_000,
    ...changes,
  };
}

const switching = viewOf(defaultTopology, paceProfiles.keynote, {
  shards: ({ owner }) => (owner === 0 ? { status: "switching" } : {}),
});

test("V1: the owner takes transfers of a serving shard, and nobody else does", () => {
  expect(refuseTransfer(stateOf(), own)).toBeNull();
  expect(refuseTransfer(stateOf(), other)).toBe("not-serving");
  expect(refuseTransfer(stateOf(), 400 as ShardId)).toBe("not-serving");
  expect(refuseTransfer(stateOf({ view: switching }), own)).toBe("switching");
  expect(refuseTransfer(stateOf({ released: (shard) => shard === own }), own)).toBe("not-serving");
});

test("V1: precedence is diverged, catching-up, not-serving, switching", () => {
  const released = (): boolean => true;
  const worst = { diverged: true, ready: false, released, view: switching };
  expect(refuseTransfer(stateOf(worst), own)).toBe("diverged");
  expect(refuseTransfer(stateOf({ ...worst, diverged: false }), own)).toBe("catching-up");
  expect(refuseTransfer(stateOf({ released, view: switching }), own)).toBe("not-serving");
});

test("V2: reads are answered for 0.8 of the lease since the committed heartbeat was sent", () => {
  expect(refuseRead(stateOf(), own, 16_999)).toBeNull();
  expect(refuseRead(stateOf(), own, 17_000)).toBe("lease-expired");
  expect(refuseRead(stateOf({ committedSentMs: null }), own, 1_000)).toBe("lease-expired");
  expect(refuseRead(stateOf(), other, 1_000)).toBe("not-serving");
});

test("V2: the lease in force is the room's own in the state, not the pace's", () => {
  const view = viewOf(defaultTopology, paceProfiles["full-speed"], {
    rooms: { 0: { leaseMs: 20_000, readLeaseMs: 20_000 } },
  });
  expect(refuseRead(stateOf({ view }), own, 16_999)).toBeNull();
});

test("V2: the room is content with the shorter lease before the others count on it", () => {
  const view = viewOf(defaultTopology, paceProfiles["full-speed"], {
    rooms: { 0: { leaseMs: 20_000, readLeaseMs: 500 } },
  });
  expect(refuseRead(stateOf({ view }), own, 1_399)).toBeNull();
  expect(refuseRead(stateOf({ view }), own, 1_400)).toBe("lease-expired");
});
