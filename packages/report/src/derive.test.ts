import { defaultTopology, type IncidentFacts, type ReportFacts } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { derive } from "./derive.ts";

function incident(number: number, startedAtMs: number | null, durationMs: number): IncidentFacts {
  return {
    number,
    rooms: [number - 1],
    pace: "full-speed",
    state: "recovered",
    firstHitAt: 10 * number,
    endedAt: 10 * number + 5,
    startedAtMs,
    startSource: "fabric",
    durationMs,
    measuredAt: 10 * number + 6,
    shardsHit: 20,
    shardsMoved: 20,
    peopleHit: 4,
    shards: null,
    timeline: [],
    fundsAtCut: null,
    fundsAtEnd: null,
    keptMost: 0,
    verification: null,
    inFlight: { phones: 0, payments: [], notListed: 0 },
  };
}

function together(...incidents: readonly IncidentFacts[]) {
  const told: ReportFacts = {
    showId: "0123456789ab",
    rehearsal: false,
    topology: defaultTopology,
    keyFingerprint: null,
    gateway: "gateway-1",
    toldAtMs: 100_000,
    runsSinceMs: 0,
    pace: {
      name: "full-speed",
      heartbeatMs: 50,
      suspectMs: 450,
      leaseMs: 500,
      moveIntervalMs: 0,
    },
    failback: false,
    rooms: [],
    digests: [],
    transfers: { asOf: 0, booked: 0, byPeople: 0, bySynthetic: 0 },
    phones: { joined: 0, heard: 0, here: 0, kept: 0, keptCents: 0, checking: 0 },
    incidents: [...incidents],
    events: [],
    eventsNotKept: 0,
  };
  return derive({ told, log: null, transfers: null }, null).incidents.map((each) => each.together);
}

test("one cut that is two incidents is told as one span, from the first loss to the last return", () => {
  // The second room is lost 250 ms after the first one, whose shards are back before it is suspected.
  expect(together(incident(1, 10_000, 550), incident(2, 10_250, 560))).toEqual([
    null,
    { since: 1, spanMs: 810 },
  ]);
  expect(
    together(incident(1, 10_000, 900), incident(2, 10_250, 560), incident(3, 10_850, 500)),
  ).toEqual([null, { since: 1, spanMs: 900 }, { since: 1, spanMs: 1_350 }]);
});

test("incidents after one another, or whose beginning nobody knows, stand for themselves", () => {
  expect(together(incident(1, 10_000, 550), incident(2, 10_550, 560))).toEqual([null, null]);
  expect(
    together(incident(1, 10_000, 550), incident(2, null, 560), incident(3, 10_300, 500)),
  ).toEqual([null, null, null]);
});
