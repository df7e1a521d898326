import { defaultTopology, type RoomIndex } from "@cablecut/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { roomStatus } from "../testing/room-status.ts";
import { RoomWatch } from "./room-watch.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const hzA = 0 as RoomIndex;

function watched(): {
  watch: RoomWatch;
  hear: (rooms: readonly number[], different?: Parameters<typeof roomStatus>[1]) => void;
} {
  const watch = new RoomWatch(defaultTopology);
  const hear = (rooms: readonly number[], different = {}): void => {
    for (const room of rooms) watch.told(roomStatus(room, different));
  };
  return { watch, hear };
}

/** The log has suspected hz-a: its shards are switching. */
const suspected = {
  appliedIndex: 20 as never,
  rooms: roomStatus(0).rooms.map((view) =>
    view.room === hzA ? { ...view, status: "suspect" as const } : view,
  ),
  shards: roomStatus(0).shards.replaceAll("0", "a"),
};

test("a room is abnormal after a second without a word, and the others are not", () => {
  const { watch, hear } = watched();
  hear([0, 1, 2, 3, 4]);
  vi.advanceTimersByTime(800);
  hear([1, 2, 3, 4]);
  expect(watch.condition(hzA)).toBe("normal");
  vi.advanceTimersByTime(300);
  expect(watch.condition(hzA)).toBe("abnormal");
  expect(watch.answering).toEqual([1, 2, 3, 4]);
});

test("switching is what the log decided; without shards left the room is dark; back and up it is normal", () => {
  const { watch, hear } = watched();
  hear([0, 1, 2, 3, 4]);
  vi.advanceTimersByTime(1_100);
  hear([1, 2, 3, 4], suspected);
  expect(watch.condition(hzA)).toBe("switching");
  hear([1, 2, 3, 4], { ...suspected, shards: suspected.shards.replaceAll("a", "2") });
  expect(watch.condition(hzA)).toBe("dark");
  hear([0, 1, 2, 3, 4], { appliedIndex: 30 as never });
  expect(watch.condition(hzA)).toBe("normal");
});

test("a status that is older than the one known changes nothing, unless the room was restarted", () => {
  const { watch, hear } = watched();
  hear([1], { appliedIndex: 50 as never });
  hear([1], { appliedIndex: 40 as never });
  expect(watch.status(1 as RoomIndex)?.appliedIndex).toBe(50);
  hear([1], { appliedIndex: 40 as never, boot: 2 });
  expect(watch.status(1 as RoomIndex)?.appliedIndex).toBe(40);
});

test("a room that has not caught up or has diverged is not believed", () => {
  const { watch, hear } = watched();
  hear([0], { appliedIndex: 99 as never, ready: false });
  hear([1], { appliedIndex: 98 as never, diverged: true });
  hear([2], { appliedIndex: 50 as never });
  expect(watch.bestAnswering()).toBe(2);
});
