import type { LoggedIncident } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { loggedView, type KnownOfIncident } from "./incident-view.ts";

const known: KnownOfIncident = {
  startSource: "fabric",
  startedAtMs: 0,
  elapsedMs: 24_000,
  shardRecoveryMs: [],
  isOver: false,
  restoredByHand: false,
  record: false,
  undecidedRooms: [],
  leaseRemainingMs: null,
  pace: "keynote",
  timeline: [],
};
const hit = {
  shard: 0,
  hitAt: 7,
  moved: true,
  settledAt: 9,
  backAt: 0,
  people: 8,
  measuredMs: null,
};

function waitOf(shards: number, changes: Partial<KnownOfIncident> = {}): number | null {
  const incident = { number: 1, rooms: [0], shards: Array.from({ length: shards }, () => hit) };
  return loggedView(incident as unknown as LoggedIncident, { ...known, ...changes })
    .leaseRemainingMs;
}

test("once the last shard has moved the wait for a first move is over, and not unknown", () => {
  expect(waitOf(40, { leaseRemainingMs: 10_400 })).toBe(10_400);
  expect(waitOf(40)).toBe(0);
  // Nothing was hit, or nothing goes on: there is no wait.
  expect(waitOf(0)).toBeNull();
  expect(waitOf(40, { isOver: true })).toBeNull();
});
