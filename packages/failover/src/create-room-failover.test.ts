import {
  defaultTopology,
  type LogEvent,
  type LogIndex,
  type RoomIndex,
  type ShardId,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import type { FailoverCommand } from "./commands.ts";
import { createRoomFailover, lagEntriesMax } from "./create-room-failover.ts";
import { paceProfiles } from "./pace-profiles.ts";
import type { RoomFailover } from "./room-failover.ts";
import { VirtualShow } from "./testing/virtual-show.ts";
import { viewOf } from "./testing/views.ts";

const pace = paceProfiles.keynote;
const inStep = { commitIndex: 100, appliedIndex: 100 };
const own = 0 as ShardId;
/** The ledger compares what rooms report at multiples of it. */
const comparedEvery = 1_024;

function viewAt(ownHeartbeat: number): ReturnType<typeof viewOf> {
  return viewOf(defaultTopology, pace, {
    rooms: { 0: { lastHeartbeat: ownHeartbeat as LogIndex } },
  });
}

/** Room 0, started at 0 with a state in which it has no heartbeat yet; its first one is entry 101. */
function startedRoom(): RoomFailover {
  const failover = createRoomFailover({ topology: defaultTopology, room: 0 as RoomIndex });
  failover.applied(viewAt(0), [], 0);
  failover.leaderChanged(2 as RoomIndex, 10);
  expect(failover.tick(inStep, 10)).toEqual([{ kind: "heartbeat", attempt: 1, predecessor: 0 }]);
  failover.applied(viewAt(101), [], 12);
  failover.heartbeatEnded(1, { kind: "committed", index: 101 }, 12);
  failover.tick(inStep, 12);
  return failover;
}

function kindsOf(commands: readonly FailoverCommand[]): readonly string[] {
  return commands.map((command) => command.kind);
}

test("V3: nothing is served before the own first heartbeat was committed and applied", () => {
  const failover = createRoomFailover({ topology: defaultTopology, room: 0 as RoomIndex });
  expect(failover.transferRefusal(own)).toBe("catching-up");
  expect(failover.readRefusal(own)).toBe("catching-up");
  expect(failover.tick(inStep, 0)).toEqual([]);
  failover.applied(viewAt(0), [], 0);
  expect(failover.transferRefusal(own)).toBe("catching-up");
  expect(failover.ready).toBe(false);
  const started = startedRoom();
  expect(started.ready).toBe(true);
  expect(started.transferRefusal(own)).toBeNull();
  expect(started.readRefusal(own)).toBeNull();
});

test("H3, V3: a room that lags is silent and serves nothing until it has caught up", () => {
  const failover = startedRoom();
  const behind = { commitIndex: 100 + lagEntriesMax + 1, appliedIndex: 100 };
  expect(failover.tick(behind, 200)).toEqual([]);
  expect(failover.ready).toBe(false);
  expect(failover.transferRefusal(own)).toBe("catching-up");
  expect(kindsOf(failover.tick(inStep, 210))).toEqual(["heartbeat"]);
  expect(failover.ready).toBe(true);
});

test("H6: without a leader nothing is proposed", () => {
  const failover = startedRoom();
  failover.leaderChanged(null, 100);
  expect(failover.tick(inStep, 500)).toEqual([]);
  failover.leaderChanged(3 as RoomIndex, 600);
  expect(kindsOf(failover.tick(inStep, 600))).toEqual(["heartbeat"]);
});

test("V4: a diverged room serves nothing and is silent, so that others take its shards", () => {
  const failover = startedRoom();
  const other = { index: 120, kind: "room-diverged", room: 1, atIndex: 64 } as LogEvent;
  failover.applied(viewAt(101), [other], 20);
  expect(failover.transferRefusal(own)).toBeNull();
  failover.applied(viewAt(101), [{ ...other, room: 0 as RoomIndex } as LogEvent], 30);
  expect(failover.transferRefusal(own)).toBe("diverged");
  expect(failover.readRefusal(own)).toBe("diverged");
  expect(failover.ready).toBe(false);
  expect(failover.tick(inStep, 1_000)).toEqual([]);
});

test("V4: what an earlier life of a room was named for is the past, which it reads again", () => {
  const failover = createRoomFailover({ topology: defaultTopology, room: 0 as RoomIndex });
  const named = {
    index: 1_120,
    kind: "room-diverged",
    room: 0,
    atIndex: comparedEvery,
  } as LogEvent;
  failover.applied(viewAt(1_090), [], 0);
  failover.leaderChanged(2 as RoomIndex, 5);
  expect(failover.tick(inStep, 10)).toEqual([{ kind: "heartbeat", attempt: 1, predecessor: 0 }]);
  failover.applied(viewAt(1_101), [named], 12);
  failover.heartbeatEnded(1, { kind: "committed", index: 1_130 }, 14);
  const [heartbeat] = failover.tick(inStep, 15);
  expect(heartbeat).toEqual({ kind: "heartbeat", attempt: 2, predecessor: 1_101 });
  failover.applied(viewAt(1_131), [], 16);
  failover.heartbeatEnded(2, { kind: "committed", index: 1_131 }, 16);
  failover.tick(inStep, 17);
  expect(failover.transferRefusal(own)).toBeNull();
  // It still differs. The ledger compares one index once, so its heartbeats say so behind the next one, and until then it serves.
  const again = { index: 2_060, kind: "room-diverged", room: 0, atIndex: 2 * comparedEvery };
  failover.applied(viewAt(2_055), [], 18);
  expect(failover.transferRefusal(own)).toBeNull();
  failover.applied(viewAt(2_060), [again as LogEvent], 20);
  expect(failover.transferRefusal(own)).toBe("diverged");
});

test("a clock that goes back stands still", () => {
  const failover = startedRoom();
  expect(failover.tick(inStep, 5)).toEqual([]);
  expect(failover.nextWakeMs()).toBeGreaterThanOrEqual(12);
  expect(failover.heartbeatAgesMs(5)![0]).toBe(0);
});

test("the lease that is left is told while shards are switching, and only then", () => {
  const show = new VirtualShow({ topology: defaultTopology, pace, seed: 2 });
  show.run(6_000);
  const observer = show.rooms.find((room) => room.index !== 0 && room.index !== show.leader)!;
  const remainingMs = (): number | null =>
    observer.failover!.leaseRemainingMs(show.local(observer));
  expect(remainingMs()).toBeNull();
  show.cut(0);
  show.run(3_000);
  expect(remainingMs()).toBeGreaterThan(16_800);
  expect(remainingMs()).toBeLessThan(17_100);
  show.run(18_000);
  expect(remainingMs()).toBe(0);
  show.run(5_000);
  expect(remainingMs()).toBeNull();
});

test("a room asks to be woken neither in the past nor without end, whatever happens", () => {
  const show = new VirtualShow({
    topology: defaultTopology,
    pace: paceProfiles["full-speed"],
    seed: 6,
  });
  let ticks = 0;
  for (const room of show.rooms) {
    const failover = room.failover!;
    const tick = failover.tick.bind(failover);
    failover.tick = (log, nowMs) => {
      ticks += 1;
      const commands = tick(log, nowMs);
      expect(failover.nextWakeMs()).toBeGreaterThanOrEqual(nowMs - 1e-3);
      return commands;
    };
  }
  show.run(5_000);
  show.cut(0, 1);
  show.run(3_000);
  show.cut(2);
  show.run(5_000);
  show.heal(0, 1, 2);
  show.command({ kind: "set-failback", failback: true });
  show.run(15_000);
  // Five rooms, each woken by every entry of the log and by its own timers.
  expect(ticks).toBeLessThan(5 * (show.committedIndex + 28_000 / 10));
});
