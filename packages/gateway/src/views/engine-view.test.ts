import {
  asLogIndex,
  asRoomIndex,
  defaultTopology,
  type EventLine,
  type IncidentView,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { AwakeClock } from "../awake-clock.ts";
import { undecidedView } from "../recovery/incident-view.ts";
import { RoomWatch } from "../routing/room-watch.ts";
import { roomStatus } from "../testing/room-status.ts";
import { AnswerMeter } from "./answer-meter.ts";
import { EngineView } from "./engine-view.ts";
import { TrafficMeter } from "./traffic-meter.ts";

const goingOn = undecidedView({
  startSource: "fabric",
  startedAtMs: 0,
  elapsedMs: 100,
  shardRecoveryMs: [],
  isOver: false,
  restoredByHand: false,
  record: false,
  undecidedRooms: [asRoomIndex(0)],
  leaseRemainingMs: null,
  pace: "full-speed",
  timeline: [],
});

function setUp() {
  const clock = { ms: 100_000 };
  const nowMs = (): number => clock.ms;
  const awake = new AwakeClock();
  awake.tick(clock.ms);
  const rooms = new RoomWatch(defaultTopology, awake, nowMs);
  const meter = new TrafficMeter(5, nowMs);
  const lines: EventLine[] = [];
  const seen: { incident: IncidentView | null } = { incident: null };
  const view = new EngineView({
    rooms,
    others: { words: [] },
    canaries: { freshness: () => "1".repeat(100) },
    meter,
    answers: new AnswerMeter(nowMs),
    events: { lines },
    incidents: { view: () => seen.incident },
    clocks: { nowMs, wallMs: () => clock.ms + 1_700_000_000_000 },
  });
  /** The feed tells all the while. */
  const pass = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += 100) {
      clock.ms += 100;
      awake.tick(clock.ms);
      meter.pushed({ listed: 0, skipped: 0 });
    }
  };
  meter.pushed({ listed: 0, skipped: 0 });
  pass(1_000);
  return { rooms, meter, lines, seen, view, pass };
}

test("a room tells of itself; of one that nobody has heard nothing is known", () => {
  const { rooms, view } = setUp();
  expect(view.whole().rooms[0]).toEqual({ room: 0, now: null, heartbeatAgeMs: null });
  rooms.told(roomStatus(0, { appliedIndex: asLogIndex(90), term: 7 }));
  const diskSyncMs = { p50Ms: 0.4, p99Ms: 2 };
  rooms.told(roomStatus(1, { appliedIndex: asLogIndex(80), diskSyncMs }));
  const [first, second, third] = view.whole().rooms;
  expect(first).toMatchObject({ now: { role: "leader", term: 7, lagEntries: 0 } });
  expect(second).toMatchObject({ now: { lagEntries: 10, diskSyncMs, commitMs: null } });
  expect(third).toMatchObject({ now: null, heartbeatAgeMs: 20 });
});

test("where no room answers any more nobody says how old a heartbeat is", () => {
  const { rooms, view, pass } = setUp();
  rooms.told(roomStatus(0));
  expect(view.whole().rooms[1]?.heartbeatAgeMs).toBe(20);
  pass(2_000);
  rooms.judge();
  expect(view.whole().rooms.map(({ heartbeatAgeMs }) => heartbeatAgeMs)).toEqual(
    Array.from({ length: 5 }, () => null),
  );
});

test("each second is told once to those who are here, and all of them to whoever comes", () => {
  const { meter, view, pass } = setUp();
  meter.booked(false)(asRoomIndex(2));
  pass(1_000);
  meter.booked(false)(asRoomIndex(3));
  const [first] = view.take().seconds;
  expect(first).toMatchObject({ atMs: 1_700_000_101_000, booked: 1, byRoom: [0, 0, 1, 0, 0] });
  expect(view.take().seconds).toEqual([]);
  pass(1_000);
  expect(view.take().seconds).toMatchObject([{ byRoom: [0, 0, 0, 1, 0] }]);
  expect(view.whole().seconds).toHaveLength(2);
});

test("of the event log only the newest lines are told", () => {
  const { lines, view } = setUp();
  for (let at = 0; at < 30; at += 1) lines.push({ atMs: at, kind: "cue-on", values: {} });
  const { events } = view.whole();
  expect(events).toHaveLength(12);
  expect(events.at(-1)?.atMs).toBe(29);
});

test("whoever comes is told when earlier runs began and ended, also of those that nobody saw; one without a number is in the snapshot", () => {
  const { seen, view } = setUp();
  const run = (changes: Partial<IncidentView>) => {
    seen.incident = { ...goingOn, ...changes };
    view.note();
  };
  run({ id: null, startedAtMs: 5_000 });
  run({ id: 1, startedAtMs: 5_000 });
  run({ id: 1, startedAtMs: 5_000, state: "recovered", elapsedMs: 3_200 });
  run({ id: 2, startedAtMs: 60_000 });
  const first = { incident: 1, cutMs: 5_000, endMs: 8_200 };
  expect(view.whole().moments).toEqual([first, { incident: 2, cutMs: 60_000, endMs: null }]);
  expect(view.take().moments).toBeUndefined();
  run({ id: 2, startedAtMs: 60_000, state: "returned-by-itself", elapsedMs: 900 });
  run({ id: null, startedAtMs: 90_000 });
  const second = { incident: 2, cutMs: 60_000, endMs: 60_900 };
  expect(view.whole().moments).toEqual([first, second]);
});

test("a cut that is healed before anybody was suspected leaves the run before it marked once", () => {
  const { seen, view } = setUp();
  const run = (changes: Partial<IncidentView>) => {
    seen.incident = { ...goingOn, ...changes };
    view.note();
  };
  const over = { id: 1, startedAtMs: 5_000, state: "recovered", elapsedMs: 3_200 } as const;
  run(over);
  run({ id: null, startedAtMs: 60_000 });
  run(over);
  expect(view.whole().moments).toEqual([{ incident: 1, cutMs: 5_000, endMs: 8_200 }]);
  run({ id: 2, startedAtMs: 90_000 });
  expect(view.whole().moments?.map(({ incident }) => incident)).toEqual([1, 2]);
});
