import {
  defaultTopology,
  type FailoverView,
  type LogIndex,
  type Pace,
  type RoomIndex,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { FailureDetector } from "./failure-detector.ts";
import { paceProfiles } from "./pace-profiles.ts";
import { viewOf } from "./testing/views.ts";

/** Room 4 watches; every room but those in `silent` is heard every 100 ms of its clock. */
class Watch {
  readonly detector = new FailureDetector(4 as RoomIndex);
  readonly pace: Pace;
  nowMs = 0;
  #index = 100;
  readonly #last = [10, 11, 12, 13, 14];
  view: FailoverView;

  constructor(pace: Pace = paceProfiles.keynote) {
    this.pace = pace;
    this.view = viewOf(defaultTopology, pace);
    this.detector.applied(this.view, 0);
    this.detector.leaderChanged(0 as RoomIndex);
    this.hear([0, 1, 2, 3, 4]);
    this.detector.caughtUp(0);
    this.pass(1_000, []);
  }

  hear(rooms: readonly number[]): void {
    for (const room of rooms) {
      this.#index += 1;
      this.#last[room] = this.#index;
    }
    const changes = this.#last.map((index) => ({ lastHeartbeat: index as LogIndex }));
    this.view = viewOf(defaultTopology, this.pace, {
      rooms: Object.fromEntries(changes.entries()),
    });
    this.detector.applied(this.view, this.nowMs);
  }

  pass(ms: number, silent: readonly number[]): void {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs;) {
      this.nowMs += 100;
      this.hear([0, 1, 2, 3, 4].filter((room) => !silent.includes(room)));
    }
  }

  suspects(ownSentMs = this.nowMs): readonly number[] {
    this.detector.advance(this.nowMs, this.pace);
    return this.detector
      .suspicions(this.view, ownSentMs, this.nowMs)
      .map((suspicion) => suspicion.room);
  }
}

test("D1: a room is suspected after suspectMs without a heartbeat applied here, by its last one", () => {
  const watch = new Watch();
  watch.pass(1_900, [1]);
  expect(watch.suspects()).toEqual([]);
  expect(watch.detector.wakeMs(watch.view, watch.nowMs)).toBe(watch.nowMs + 100);
  watch.pass(100, [1]);
  const lastHeartbeat = watch.view.rooms[1]!.lastHeartbeat;
  expect(watch.detector.suspicions(watch.view, watch.nowMs, watch.nowMs)).toEqual([
    { room: 1, lastHeartbeat },
  ]);
});

test("D1: a suspicion that is not applied is proposed again, not on every tick", () => {
  const watch = new Watch();
  watch.pass(2_000, [1]);
  expect(watch.suspects()).toEqual([1]);
  expect(watch.suspects()).toEqual([]);
  watch.pass(200, [1]);
  expect(watch.suspects()).toEqual([]);
  watch.pass(100, [1]);
  expect(watch.suspects()).toEqual([1]);
});

test("D2: a time in which this process slept is not the others' silence", () => {
  const watch = new Watch();
  watch.nowMs += 5_000;
  expect(watch.suspects()).toEqual([]);
});

test("D3: a room that cannot commit itself, or is suspected, judges nobody", () => {
  const watch = new Watch();
  watch.pass(2_500, [1]);
  expect(watch.suspects(watch.nowMs - 1_001)).toEqual([]);
  const rooms = watch.view.rooms.map((room) => ({ lastHeartbeat: room.lastHeartbeat }));
  watch.view = viewOf(defaultTopology, watch.pace, {
    rooms: { ...Object.fromEntries(rooms.entries()), 4: { status: "suspect" } },
  });
  expect(watch.suspects()).toEqual([]);
});

test("D3: where commits are slow a room still judges, and no longer witnesses when things were applied (D10)", () => {
  const watch = new Watch();
  watch.pass(2_500, [1]);
  const sentMs = watch.nowMs - 900;
  expect(watch.suspects(sentMs)).toEqual([1]);
  expect(watch.detector.livesByItsRules(watch.view, sentMs, watch.nowMs)).toBe(false);
  expect(watch.detector.livesByItsRules(watch.view, watch.nowMs - 400, watch.nowMs)).toBe(true);
});

test("D3: at full speed half the time of suspicion is less than three heartbeats take, and these decide", () => {
  const watch = new Watch(paceProfiles["full-speed"]);
  watch.pass(600, [1]);
  expect(watch.suspects(watch.nowMs - 251)).toEqual([]);
  expect(watch.suspects(watch.nowMs - 250)).toEqual([1]);
});

test("D4: under a new leader two heartbeat intervals pass before anybody is judged", () => {
  const watch = new Watch();
  watch.pass(1_950, [1]);
  watch.detector.leaderChanged(null);
  watch.pass(400, [1]);
  expect(watch.suspects()).toEqual([]);
  watch.detector.leaderChanged(2 as RoomIndex);
  watch.pass(100, [1]);
  watch.pass(100, [1]);
  expect(watch.suspects()).toEqual([]);
  watch.pass(100, [1]);
  expect(watch.suspects()).toEqual([1]);
});

test("D5: more than 1.2 s without any commit restarts every silence clock", () => {
  const watch = new Watch();
  watch.pass(1_500, [1]);
  // Awake all the time, but nothing is committed.
  for (let ticks = 0; ticks < 13; ticks++) {
    watch.nowMs += 100;
    watch.suspects();
  }
  watch.hear([0, 2, 3, 4]);
  watch.pass(1_900, [1]);
  expect(watch.suspects()).toEqual([]);
  watch.pass(100, [1]);
  expect(watch.suspects()).toEqual([1]);
});

test("D5: a shorter pause, such as an election, restarts none", () => {
  const watch = new Watch();
  watch.pass(1_500, [1]);
  for (let ticks = 0; ticks < 4; ticks++) {
    watch.nowMs += 100;
    expect(watch.suspects()).toEqual([]);
  }
  watch.pass(100, [1]);
  expect(watch.suspects()).toEqual([1]);
});

test("D6: nobody suspects itself or a room that is suspected already", () => {
  const watch = new Watch();
  watch.pass(2_500, [1, 4]);
  const rooms = watch.view.rooms.map((room) => ({ lastHeartbeat: room.lastHeartbeat }));
  watch.view = viewOf(defaultTopology, watch.pace, {
    rooms: { ...Object.fromEntries(rooms.entries()), 1: { ...rooms[1], status: "suspect" } },
  });
  expect(watch.suspects()).toEqual([]);
});

test("D7: what was replayed at the start does not count as heard; the grace is five seconds", () => {
  const detector = new FailureDetector(4 as RoomIndex);
  const view = viewOf(defaultTopology, paceProfiles.keynote);
  detector.applied(view, 0);
  detector.leaderChanged(0 as RoomIndex);
  detector.applied(view, 0);
  detector.caughtUp(0);
  for (let nowMs = 100; nowMs < 5_000; nowMs += 100) {
    detector.applied(view, nowMs);
    expect(detector.suspicions(view, nowMs, nowMs)).toEqual([]);
  }
  detector.applied(view, 5_000);
  expect(detector.suspicions(view, 5_000, 5_000)).toHaveLength(4);
});

test("D8: a lease ends a whole lease after the heartbeat was applied here, on the plain clock", () => {
  const watch = new Watch();
  const heardMs = watch.nowMs;
  watch.pass(300, [1]);
  watch.nowMs += 5_000;
  watch.suspects();
  expect(watch.detector.leaseEndMs(watch.view, 1 as RoomIndex)).toBe(heardMs + 20_000);
  expect(watch.detector.ageMs(1 as RoomIndex, watch.nowMs)).toBe(5_300);
});

test("D9: heard lately is heard within half the time of suspicion", () => {
  const watch = new Watch();
  watch.pass(1_000, [1]);
  expect(watch.detector.lately(watch.view, 1 as RoomIndex)).toBe(true);
  watch.pass(100, [1]);
  expect(watch.detector.lately(watch.view, 1 as RoomIndex)).toBe(false);
  expect(watch.detector.lately(watch.view, 4 as RoomIndex)).toBe(true);
});
