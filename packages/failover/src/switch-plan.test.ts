import {
  defaultTopology,
  type Epoch,
  type FailoverView,
  type LogIndex,
  type Pace,
  type RoomIndex,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { paceProfiles } from "./pace-profiles.ts";
import { SwitchPlan, type Hearing } from "./switch-plan.ts";
import { viewOf } from "./testing/views.ts";

const topology = { ...defaultTopology, shardsPerRoom: 4 };
const { keynote, "full-speed": fullSpeed } = paceProfiles;

/** Rooms 0 and 1 are suspected; `moved` shards of the queue are in room 2 already. */
function waveView(pace: Pace, moved = 0): FailoverView {
  const queue = [0, 5, 10, 15, 1, 6, 11, 16];
  return viewOf(topology, pace, {
    rooms: { 0: { status: "suspect" }, 1: { status: "suspect" } },
    shards: ({ shard, home }) => {
      if (home > 1) return {};
      if (queue.indexOf(shard) >= moved) return { status: "switching" };
      return { owner: 2 as RoomIndex, epoch: 2 as Epoch };
    },
    wave: 1,
    waveFirstRoom: 0 as RoomIndex,
    waveMoves: moved,
  });
}

/** Room 0's lease ends at 20,000, room 1's at 20,250; everybody else is heard. */
function hearing(silent: readonly number[] = [0, 1]): Hearing {
  return {
    leaseEndMs: (room) => (room === 0 ? 20_000 : 20_250),
    lately: (room) => !silent.includes(room),
  };
}

function planOf(room: number, view: FailoverView, nowMs = 2_000): SwitchPlan {
  const plan = new SwitchPlan(topology, room as RoomIndex);
  plan.applied(view, hearing(), nowMs);
  return plan;
}

test("S1, S3: move k is due at the first lease's end + k x moveIntervalMs, not a moment before", () => {
  const view = waveView(keynote);
  const plan = planOf(2, view);
  expect(plan.movesDue(view, hearing(), 19_999)).toEqual([]);
  expect(plan.movesDue(view, hearing(), 20_149)).toEqual([]);
  expect(plan.wakeMs).toBe(20_150);
  expect(plan.movesDue(view, hearing(), 20_150)).toEqual([
    { kind: "move", shard: 0, from: 0, to: 2, epoch: 1, reason: "failover", ownerHeartbeat: 10 },
  ]);
  const next = waveView(keynote, 1);
  plan.applied(next, hearing(), 20_153);
  expect(plan.movesDue(next, hearing(), 20_299)).toEqual([]);
  expect(plan.movesDue(next, hearing(), 20_300).map((move) => move.shard)).toEqual([5]);
});

test("S1: no shard is moved before the lease of its own lost owner has ended", () => {
  const view = waveView(fullSpeed);
  const plan = planOf(2, view);
  expect(plan.movesDue(view, hearing(), 20_249).map((move) => move.from)).toEqual([0, 0, 0, 0]);
  expect(plan.wakeMs).toBe(20_250);
  expect(plan.movesDue(view, hearing(), 20_250).map((move) => move.from)).toEqual([1, 1, 1, 1]);
});

test("S2: the queue goes by the log's order of last heartbeats, then by shard", () => {
  const rooms = { 0: { lastHeartbeat: 99 as LogIndex }, 1: { lastHeartbeat: 98 as LogIndex } };
  const view = viewOf(topology, fullSpeed, {
    rooms: { 0: { ...rooms[0], status: "suspect" }, 1: { ...rooms[1], status: "suspect" } },
    shards: ({ home }) => (home < 2 ? { status: "switching" } : {}),
    wave: 1,
    waveFirstRoom: 0 as RoomIndex,
  });
  const moves = planOf(2, view).movesDue(view, hearing(), 30_000);
  expect(moves.map((move) => move.shard)).toEqual([1, 6, 11, 16, 0, 5, 10, 15]);
});

test("S3: what is overdue is caught up with at once: the schedule is absolute", () => {
  const view = waveView(keynote);
  const plan = planOf(2, view);
  expect(plan.movesDue(view, hearing(), 20_000 + 3 * 150).map((move) => move.shard)).toEqual([
    0, 5, 10,
  ]);
});

test("S4: a schedule that ran ahead of a later lease starts anew at that lease's end", () => {
  const view = waveView(keynote, 4);
  const late: Hearing = { ...hearing(), leaseEndMs: () => 50_000 };
  const plan = planOf(2, view);
  expect(plan.movesDue(view, late, 45_000)).toEqual([]);
  expect(plan.wakeMs).toBe(50_150);
  expect(plan.movesDue(view, late, 50_299).map((move) => move.shard)).toEqual([1]);
});

test("S5: evenly to the emptiest room of another city, the first of several", () => {
  const view = waveView(fullSpeed);
  const targets = planOf(2, view)
    .movesDue(view, hearing(), 30_000)
    .map((move) => move.to);
  expect(targets).toEqual([2, 3, 4, 2, 3, 4, 2, 3]);
});

test("S5: never to a drained or suspected room; within the city only where nobody else is up", () => {
  const rooms = { 0: { status: "suspect" }, 2: { status: "drained" } } as const;
  const shards = ({ owner }: { owner: number }): { status: "switching" } | object =>
    owner === 0 ? { status: "switching" } : {};
  const wave = { wave: 1, waveFirstRoom: 0 as RoomIndex };
  const view = viewOf(topology, fullSpeed, { rooms, shards, ...wave });
  const targets = planOf(4, view)
    .movesDue(view, hearing([0]), 30_000)
    .map((move) => move.to);
  expect(targets).toEqual([3, 4, 3, 4]);
  const alone = viewOf(topology, fullSpeed, {
    rooms: { ...rooms, 3: { status: "drained" }, 4: { status: "drained" } },
    shards,
    ...wave,
  });
  const moves = planOf(1, alone).movesDue(alone, hearing([0]), 30_000);
  expect(moves.map((move) => move.to)).toEqual([1, 1, 1, 1]);
});

test("S5: a room that was not heard lately is a target only where no other is", () => {
  const view = waveView(fullSpeed);
  const targets = planOf(2, view)
    .movesDue(view, hearing([0, 1, 4]), 30_000)
    .map((move) => move.to);
  expect(targets).toEqual([2, 3, 2, 3, 2, 3, 2, 3]);
});

test("S6: rank r takes over r x 200 ms after the move was due without progress", () => {
  const view = waveView(keynote);
  const plan = planOf(4, view);
  expect(plan.movesDue(view, hearing(), 20_549)).toEqual([]);
  expect(plan.wakeMs).toBe(20_550);
  expect(plan.movesDue(view, hearing(), 20_550).length).toBeGreaterThan(0);
});

test("S6: progress made by others restarts the wait; a driver not heard lately does not count", () => {
  const view = waveView(keynote);
  const plan = planOf(3, view);
  expect(plan.movesDue(view, hearing(), 20_349)).toEqual([]);
  const next = waveView(keynote, 1);
  plan.applied(next, hearing(), 20_349);
  expect(plan.movesDue(next, hearing(), 20_548)).toEqual([]);
  expect(plan.movesDue(next, hearing([0, 1, 2]), 20_300).map((move) => move.shard)).toEqual([5]);
});

test("S6: a suspected room drives nothing", () => {
  const view = waveView(fullSpeed);
  expect(planOf(0, view).movesDue(view, hearing(), 60_000)).toEqual([]);
});

test("S7: a move that is not applied is proposed again after 300 ms, and at once under a new leader", () => {
  const view = waveView(keynote);
  const plan = planOf(2, view);
  const shards = (nowMs: number): number[] =>
    plan.movesDue(view, hearing(), nowMs).map((move) => move.shard);
  expect(shards(20_150)).toEqual([0]);
  expect(shards(20_299)).toEqual([]);
  expect(shards(20_300)).toEqual([5]);
  expect(shards(20_450)).toEqual([0, 10]);
  plan.leaderChanged();
  expect(shards(20_451)).toEqual([0, 5, 10]);
});

test("S7: a move to a target that is lost meanwhile is made anew to another", () => {
  const view = waveView(fullSpeed);
  const plan = planOf(2, view);
  expect(plan.movesDue(view, hearing(), 30_000)).toHaveLength(8);
  const rooms = view.rooms.map((room) =>
    room.room === 3 ? { ...room, status: "suspect" as const } : room,
  );
  const moves = plan.movesDue({ ...view, rooms }, hearing(), 30_001);
  expect(moves.map((move) => move.shard)).toEqual([5, 1, 16]);
  for (const move of moves) expect([2, 4]).toContain(move.to);
});

test("S8: at most 64 moves are given in one go, the rest follows", () => {
  const wide = { ...defaultTopology, shardsPerRoom: 40 };
  const view = viewOf(wide, fullSpeed, {
    rooms: { 0: { status: "suspect" }, 1: { status: "suspect" } },
    shards: ({ home }) => (home < 2 ? { status: "switching" } : {}),
    wave: 1,
    waveFirstRoom: 0 as RoomIndex,
  });
  const plan = new SwitchPlan(wide, 2 as RoomIndex);
  plan.applied(view, hearing(), 2_000);
  expect(plan.movesDue(view, hearing(), 30_000)).toHaveLength(64);
  expect(plan.wakeMs).toBe(30_000);
  expect(plan.movesDue(view, hearing(), 30_000)).toHaveLength(16);
});
