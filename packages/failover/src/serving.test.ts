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

test("V2: the owner answers reads while it serves the shard, and while it gives it away", () => {
  expect(refuseRead(stateOf(), own)).toBeNull();
  expect(refuseRead(stateOf({ released: () => true }), own)).toBeNull();
  expect(refuseRead(stateOf(), other)).toBe("not-serving");
  expect(refuseRead(stateOf({ view: switching }), own)).toBe("switching");
  expect(refuseRead(stateOf({ ready: false, view: switching }), own)).toBe("catching-up");
  expect(refuseRead(stateOf({ diverged: true, ready: false }), own)).toBe("diverged");
});
