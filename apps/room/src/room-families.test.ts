import { defaultTopology, type RoomStatus } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { roomFamilies, type RoomFigures } from "./room-families.ts";

/** What a page asks of a room, and no more. */
function figures(status: Partial<RoomStatus>): RoomFigures {
  const count = { accounts: 0, expectedCents: 0, actualCents: 0 };
  return {
    status: {
      ready: true,
      incidentNumber: 3,
      transfersBooked: 1_000,
      transfersByPeople: 700,
      transfersBySynthetic: 200,
      funds: { people: count, house: count, synthetic: count },
      rooms: [],
      heartbeatAgesMs: [],
      shards: "",
      commitMs: null,
      diskSyncMs: null,
      ...status,
    } as unknown as RoomStatus,
    log: { durableIndex: 1, snapshotIndex: 0 },
    links: [],
    unanswered: 0,
  };
}

/** Values of all counters that are told, in the order of the page. */
function countersOf(told: RoomFigures): (number | null)[] {
  return roomFamilies(defaultTopology)
    .filter(({ kind }) => kind === "counter")
    .flatMap(({ samples }) => samples(told).map(({ value }) => value))
    .filter((value) => value !== null);
}

test("what is counted from the log is told once the room has caught up: a room that starts anew never counts backwards", () => {
  expect(countersOf(figures({}))).toEqual([700, 200, 100, 3]);
  const replaying = { ready: false, incidentNumber: 1, transfersBooked: 90, transfersByPeople: 90 };
  expect(countersOf(figures(replaying))).toEqual([]);
});

test("which alarm keeps the log from taking anything is told, and that none does", () => {
  const alarms = roomFamilies(defaultTopology).find(
    ({ name }) => name === "cablecut_room_log_alarm",
  );
  const values = (status: Partial<RoomStatus>) =>
    alarms?.samples(figures(status)).map(({ value }) => value);
  expect(values({})).toEqual([0, 0]);
  expect(values({ logAlarm: "no-space" })).toEqual([1, 0]);
});
