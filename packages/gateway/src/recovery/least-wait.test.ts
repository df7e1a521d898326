import type { RoomIndex, RoomStatus } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { leastWaitMs } from "./least-wait.ts";

function told(leaseRemainingMs: number | null, more: Partial<RoomStatus> = {}): RoomStatus {
  const incident = { number: 3 };
  return { ready: true, diverged: false, incident, leaseRemainingMs, ...more } as RoomStatus;
}

function heard(...statuses: readonly RoomStatus[]): Parameters<typeof leastWaitMs>[0] {
  const answering = statuses.map((_, room) => room as RoomIndex);
  return { answering, status: (room) => statuses[room] ?? null };
}

test("a room that was started anew in the middle of the wait sets nothing back", () => {
  const [knows, startedAnew] = [told(10_000), told(19_500)];
  expect(leastWaitMs(heard(knows, startedAnew), startedAnew)).toBe(10_000);
  expect(leastWaitMs(heard(knows, startedAnew), knows)).toBe(10_000);
});

test("after the wait only one that does not know better still waits", () => {
  expect(leastWaitMs(heard(told(0), told(9_000)), told(9_000))).toBe(0);
});

test("before the suspicion there is no wait, whatever others tell", () => {
  expect(leastWaitMs(heard(told(5_000)), told(null))).toBeNull();
});

test("a room that lags, differs or is at another incident is not asked", () => {
  const other = { incident: { number: 2 } } as Partial<RoomStatus>;
  const rooms = heard(told(1, { ready: false }), told(2, { diverged: true }), told(3, other));
  expect(leastWaitMs(rooms, told(8_000))).toBe(8_000);
});
