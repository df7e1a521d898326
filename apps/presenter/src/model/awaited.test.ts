import type { IncidentView, RoomIndex, ShowSnapshot } from "@cablecut/protocol";
import { showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { awaitedAfterMs, awaitedOf } from "./awaited.ts";

const { incident, quorum } = showScenes["switching-moving"]!;
const lasting = (
  changes: Partial<IncidentView>,
  rooms: Partial<ShowSnapshot["quorum"]> = {},
  seenForMs = 0,
): readonly unknown[] =>
  awaitedOf(
    {
      incident: { ...incident!, elapsedMs: awaitedAfterMs, ...changes },
      quorum: { ...quorum, ...rooms },
    },
    seenForMs,
  );

test("nothing is missing before a switch takes longer than was announced", () => {
  expect(lasting({ elapsedMs: awaitedAfterMs - 1 })).toEqual([]);
  expect(lasting({ state: "recovered" })).toEqual([]);
});

test("at 40 s it is named what is missing: moves, and payments in what has moved", () => {
  expect(lasting({ shardsHit: 40, shardsMoved: 25, shardsBack: 24 })).toEqual([
    { kind: "moves", moved: 25, hit: 40 },
    { kind: "payments", back: 24, moved: 25 },
  ]);
  expect(lasting({ shardsHit: 40, shardsMoved: 40, shardsBack: 39 })).toEqual([
    { kind: "payments", back: 39, moved: 40 },
  ]);
});

test("a lost quorum comes first, a lease that is waited out is told with its rest", () => {
  const early = { shardsHit: 40, shardsMoved: 0, shardsBack: 0, leaseRemainingMs: 3_200 };
  expect(lasting(early, { answering: 2 })).toEqual([
    { kind: "quorum", answering: 2, needed: 3 },
    { kind: "lease", seconds: 4 },
    { kind: "moves", moved: 0, hit: 40 },
  ]);
});

test("rooms without a cable that the log has not noticed are named", () => {
  const undecided = { shardsHit: 0, suspectedRooms: [0] as RoomIndex[] };
  expect(lasting(undecided)).toEqual([{ kind: "suspicion", rooms: [1] }]);
});

test("where nobody knows since when it lasts it is named at 40 s of this page", () => {
  const unknown = { elapsedMs: null, shardsHit: 40, shardsMoved: 40, shardsBack: 39 };
  expect(lasting(unknown, {}, awaitedAfterMs - 1)).toEqual([]);
  expect(lasting(unknown, {}, awaitedAfterMs)).toEqual([{ kind: "payments", back: 39, moved: 40 }]);
  expect(lasting({ elapsedMs: 3_000 }, {}, awaitedAfterMs)).toEqual([]);
});
