import { defaultTopology, type IncidentFacts, type ReportFacts } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { derive } from "./derive.ts";
import { reportVersion } from "./schema.ts";

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

function derived(...incidents: readonly IncidentFacts[]) {
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
  const show = { firstPace: null };
  const body = { version: reportVersion, show, told, log: null, transfers: null } as const;
  return derive(body, null).incidents;
}

function together(...incidents: readonly IncidentFacts[]) {
  return derived(...incidents).map((each) => each.together);
}

function phasesOf(...kinds: readonly (readonly [atMs: number, kind: string])[]) {
  const timeline = kinds.map(([atMs, kind]) => ({ atMs, kind, room: null, cable: null }));
  const [only] = derived({ ...incident(1, 10_000, 600), timeline });
  return only?.phases.map(({ name, fromMs, toMs }) => `${name} ${fromMs} to ${toMs}`);
}

test("phases follow one another, also where the log decides before rooms are called abnormal", () => {
  const moved = [
    [510, "first-shard-moved"],
    [520, "last-shard-moved"],
    [570, "recovered"],
  ] as const;
  const later = ["waited 468 to 510", "moved 510 to 520", "paid 520 to 570"];
  const decided = ["decided 0 to 468", ...later];
  expect(phasesOf([468, "suspected"], ...moved)).toEqual(decided);
  expect(phasesOf([468, "suspected"], [499, "abnormal"], ...moved)).toEqual(decided);
  expect(phasesOf([300, "abnormal"], [468, "suspected"], ...moved)).toEqual([
    "noticed 0 to 300",
    "decided 300 to 468",
    ...later,
  ]);
  expect(phasesOf([1_000, "abnormal"])).toEqual(["noticed 0 to 1000"]);
});

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

test("where nobody has timed the first part of a cut, the figure of the last one is that of the whole cut, and so it is told", () => {
  const untimed = (number: number, startedAtMs: number | null): IncidentFacts => ({
    ...incident(number, startedAtMs, 0),
    startSource: null,
    durationMs: null,
    measuredAt: null,
  });
  const last = incident(3, 10_000, 985);
  const whole = { since: 1, spanMs: 985 };
  expect(together(untimed(1, 10_000), untimed(2, 10_001), last)).toEqual([null, null, whole]);
  expect(together(untimed(1, 9_000), untimed(2, 10_000), last)).toEqual([
    null,
    null,
    { ...whole, since: 2 },
  ]);
  expect(together(untimed(1, null), untimed(2, null), last)).toEqual([null, null, null]);
});

test("incidents after one another, or whose beginning nobody knows, stand for themselves", () => {
  expect(together(incident(1, 10_000, 550), incident(2, 10_550, 560))).toEqual([null, null]);
  expect(
    together(incident(1, 10_000, 550), incident(2, null, 560), incident(3, 10_300, 500)),
  ).toEqual([null, null, null]);
});
