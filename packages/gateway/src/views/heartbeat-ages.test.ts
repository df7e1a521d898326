import { defaultTopology, type RoomIndex, type RoomStatus } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { heartbeatAgesMs } from "./heartbeat-ages.ts";

/** `ages`: of the heartbeats that are at these entries of the log. */
function told(heartbeats: readonly number[], ages: readonly number[], ready = true): RoomStatus {
  const rooms = heartbeats.map((lastHeartbeat) => ({ lastHeartbeat }));
  return { ready, rooms, heartbeatAgesMs: ages } as unknown as RoomStatus;
}

function heard(...statuses: readonly RoomStatus[]): Parameters<typeof heartbeatAgesMs>[0] {
  const answering = statuses.map((_, room) => room as RoomIndex);
  const best = (): RoomStatus | null => statuses[0] ?? null;
  return { topology: defaultTopology, answering, best, status: (room) => statuses[room] ?? null };
}

const heartbeats = [90, 110, 111, 112, 113];

test("a room that was started anew makes no silent room look as if it had just been heard", () => {
  const knows = told(heartbeats, [10_000, 20, 30, 40, 50]);
  const startedAnew = told(heartbeats, [1_000, 20, 30, 40, 50]);
  expect(heartbeatAgesMs(heard(startedAnew, knows))[0]).toBe(10_000);
  expect(heartbeatAgesMs(heard(knows, startedAnew))[0]).toBe(10_000);
});

test("whoever has not heard the newest heartbeat, or is not ready, says nothing of its age", () => {
  const newest = told(heartbeats, [10, 20, 30, 40, 50]);
  const behind = told([90, 100, 111, 112, 113], [10, 5_000, 30, 40, 50]);
  const notReady = told(heartbeats, [10, 20, 7_000, 40, 50], false);
  expect(heartbeatAgesMs(heard(newest, behind, notReady))).toEqual([10, 20, 30, 40, 50]);
});

test("where nobody answers no age is known", () => {
  expect(heartbeatAgesMs(heard())).toEqual([null, null, null, null, null]);
});
