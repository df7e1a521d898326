import { defaultTopology, type ShowDescription, type ShowSnapshot } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { drawStatus } from "./status-drawing.ts";

const description = { showId: "0123abcd", topology: defaultTopology } as ShowDescription;

function snapshotOf(changes: Partial<ShowSnapshot> = {}): ShowSnapshot {
  const rooms = defaultTopology.rooms.map((_, room) => ({
    room,
    condition: room < 2 ? "switching" : "normal",
    leader: room === 2,
    lagEntries: room < 2 ? 40 : 0,
    heartbeatAgeMs: room < 2 ? 12_340 : 80,
    shardsServing: room < 2 ? 3 : 30,
    shardsSwitching: room < 2 ? 17 : 0,
  }));
  const cables = defaultTopology.rooms.flatMap(({ id }, room) =>
    ["A", "B"].map((name) => ({
      cable: `${id}/${name}`,
      room,
      fault: room < 2 ? "silence" : room === 4 && name === "B" ? "delay" : "none",
    })),
  );
  return {
    scene: "switching",
    pace: "keynote",
    leader: 2,
    term: 4,
    rooms,
    cables,
    quorum: { needed: 3, answering: 3 },
    people: { joined: 412 },
    funds: { differenceCents: 0 },
    incident: null,
    ...changes,
  } as unknown as ShowSnapshot;
}

test("rooms, cables, shards, leader and lag, in columns", () => {
  expect(drawStatus(description, snapshotOf()).split("\n")).toEqual([
    "show 0123abcd   scene switching   pace keynote   leader sh-a (term 4)",
    "3 of 5 rooms answer, 3 are needed   412 people   funds difference 0.00",
    "",
    "room    condition  cables            shards  switching  lag    heartbeat",
    "hz-a    switching  A ==x==  B ==x==  3       17         40     12.3 s",
    "hz-b    switching  A ==x==  B ==x==  3       17         40     12.3 s",
    "sh-a    normal     A =====  B =====  30      0          0      0.1 s      leader",
    "sh-b    normal     A =====  B =====  30      0          0      0.1 s",
    "sz-a    normal     A =====  B =~~~=  30      0          0      0.1 s",
  ]);
});

test("an incident says how long, who, how much is back and what is waited for", () => {
  const incident = {
    id: 1,
    state: "running",
    elapsedMs: 12_340,
    roomsLost: [0, 1],
    shardsBack: 6,
    shardsHit: 40,
    leaseRemainingMs: 7_400,
  } as unknown as NonNullable<ShowSnapshot["incident"]>;
  expect(drawStatus(description, snapshotOf({ incident })).split("\n").at(-1)).toBe(
    "incident 1 (running): 12.3 s   lost hz-a, hz-b   6 of 40 shards back   lease 8 s",
  );
});

test("what is not known is said to be not known", () => {
  const drawn = drawStatus(description, snapshotOf({ leader: null, funds: null }));
  expect(drawn).toContain("leader none");
  expect(drawn).toContain("funds not counted yet");
});
