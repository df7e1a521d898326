import { asLogIndex, asRoomIndex, type RoomStatus } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { roomStatus } from "../testing/room-status.ts";
import { LastHeartbeats } from "./last-heartbeats.ts";

const lost = asRoomIndex(0);

function statusOf(lastHeartbeat: number, state: "up" | "suspect"): RoomStatus {
  const told = roomStatus(1);
  const rooms = told.rooms.map((each) =>
    each.room === lost
      ? { ...each, status: state, lastHeartbeat: asLogIndex(lastHeartbeat) }
      : each,
  );
  return { ...told, rooms, incident: { number: 1, rooms: [lost] } as never };
}

test("T2: the heartbeat that the time began at is remembered, however many a room sends that is back", () => {
  const heartbeats = new LastHeartbeats(5);
  const ages = [0, 0, 0, 0, 0];
  const told = (status: RoomStatus, nowMs: number): void =>
    heartbeats.told({ ...status, heartbeatAgesMs: ages }, nowMs);
  told(statusOf(7, "suspect"), 10_000);
  expect(heartbeats.lastOf(lost, 1)).toBe(10_000);
  for (let sent = 1; sent <= 1_000; sent += 1) told(statusOf(7 + 5 * sent, "up"), 10_000 + sent);
  expect(heartbeats.lastOf(lost, 1)).toBe(10_000);
});
