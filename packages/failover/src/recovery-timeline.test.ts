import {
  homeRoomOf,
  type Epoch,
  type LogIndex,
  type RoomIndex,
  type ShardId,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { paceProfiles } from "./pace-profiles.ts";
import type { RecordedEvent } from "./recorded-events.ts";
import { recoveryTimelineOf } from "./recovery-timeline.ts";
import { recovered, ShowRecord, topology, wallMs } from "./testing/show-record.ts";

test("T1: the timer starts when the first room loses its last cable, by the fabric's word", () => {
  const record = new ShowRecord();
  record.cutHangzhou();
  const running = record.timeline.running()!;
  expect(running).toMatchObject({
    startedAtMs: 1_500,
    startedWallMs: wallMs + 1_500,
    startSource: "fabric",
    phase: "cut",
    outcome: "running",
    finishedAtMs: null,
    durationMs: null,
  });
});

test("T1: without a fabric it starts at the last heartbeat, and says so", () => {
  const record = new ShowRecord();
  record.suspected(5_000, 0, 4_540);
  expect(record.timeline.running()).toMatchObject({
    startedAtMs: 4_540,
    startSource: "last-heartbeat",
    phase: "switching",
  });
  expect(record.only().rooms[0]).toMatchObject({ lostAtMs: 4_540, lostSource: "last-heartbeat" });
  const unheard = new ShowRecord();
  unheard.suspected(5_000, 0);
  expect(unheard.only()).toMatchObject({ startedAtMs: 5_000, startSource: "suspicion" });
});

test("T2: every lost room has its own record; two in a row are one incident, even between two suspicions", () => {
  const record = new ShowRecord();
  recovered(record);
  const incident = record.only();
  expect(incident.rooms).toEqual([
    {
      room: 0,
      lostAtMs: 1_500,
      lostSource: "fabric",
      suspectedAtMs: 1_960,
      returnedAtMs: null,
      shardsHit: 2,
      shardsMoved: 2,
      shardsKept: 0,
      shardsBack: 2,
      recoveryMs: 531,
    },
    {
      room: 1,
      lostAtMs: 1_750,
      lostSource: "fabric",
      suspectedAtMs: 2_210,
      returnedAtMs: null,
      shardsHit: 2,
      shardsMoved: 2,
      shardsKept: 0,
      shardsBack: 2,
      recoveryMs: 540,
    },
  ]);
});

test("T3: hit are exactly the shards that were switching, with the accounts of people in them", () => {
  const record = new ShowRecord();
  record.add(900, {
    kind: "log-event",
    event: {
      kind: "account-opened",
      index: 1 as LogIndex,
      account: 0 as never,
      shard: 5 as ShardId,
      synthetic: false,
    },
    lastHeardAtMs: null,
  });
  record.add(901, {
    kind: "log-event",
    event: {
      kind: "account-opened",
      index: 2 as LogIndex,
      account: 1 as never,
      shard: 5 as ShardId,
      synthetic: true,
    },
    lastHeardAtMs: null,
  });
  recovered(record);
  const incident = record.only();
  expect(incident.shards.map((shard) => shard.shard)).toEqual([0, 5, 1, 6]);
  expect(incident.accountsHit).toBe(81);
  expect(incident.accountsBack).toBe(81);
});

test("T4: a shard is back when a canary was booked after its move in the log, under the new epoch", () => {
  const record = new ShowRecord();
  record.cutHangzhou();
  record.suspected(1_960, 0);
  record.moved(2_010, 0, 2, 2);
  // Booked before the cut, its answer held up; then one whose epoch is not the owner's.
  record.canary(2_015, 0, 1, 90);
  expect(record.only().shards[0]).toMatchObject({ backAtMs: null });
  record.canary(2_016, 0, 1);
  expect(record.only().shards[0]).toMatchObject({ backAtMs: null });
  record.canary(2_020, 0, 2);
  expect(record.only().shards[0]).toMatchObject({ backAtMs: 2_020, recoveryMs: 520 });
});

test("T4: a canary that is heard of before its move counts, since the log has it behind the move", () => {
  const record = new ShowRecord();
  record.cutHangzhou();
  record.suspected(1_960, 0);
  record.canary(2_009, 0, 2, 5_000);
  expect(record.only().shards[0]!.backAtMs).toBeNull();
  record.moved(2_010, 0, 2, 2);
  expect(record.only().shards[0]!.backAtMs).toBe(2_009);
});

test("T5: it is over with the canary of the last hit shard, and not before", () => {
  const record = new ShowRecord();
  recovered(record);
  expect(record.only()).toMatchObject({
    outcome: "recovered",
    phase: "over",
    finishedAtMs: 2_290,
    durationMs: 790,
  });
  expect(record.timeline.running()).toBeNull();

  const unpaid = new ShowRecord();
  recovered(unpaid);
  const withoutLast = unpaid.events.slice(0, -1);
  expect(recoveryTimelineOf(withoutLast)[0]).toMatchObject({
    outcome: "running",
    durationMs: null,
  });
});

test("T5: a lost room that is still to be decided on keeps the timer running", () => {
  const record = new ShowRecord();
  record.cutHangzhou();
  record.suspected(1_960, 0);
  for (const shard of [0, 5]) {
    record.moved(2_010, shard, 2, 2);
    record.canary(2_020, shard, 2);
  }
  expect(record.timeline.running()).not.toBeNull();
});

test("T6: one cable, or a room healed before anybody suspected it, is no incident", () => {
  const record = new ShowRecord();
  record.add(1_000, { kind: "cable-cut", cable: "hz-a/A" });
  expect(record.timeline.incidents()).toEqual([]);
  record.add(2_000, { kind: "cable-cut", cable: "hz-a/B" });
  record.add(2_000, { kind: "room-lost-last-cable", room: 0 as RoomIndex });
  expect(record.timeline.running()).not.toBeNull();
  record.restoreHangzhou(2_300);
  expect(record.timeline.incidents()).toEqual([]);
  // The next one is the first.
  record.suspected(9_000, 0, 8_500);
  expect(record.only().id).toBe(1);
});

test("T7: restored by hand: suspected, but nothing was moved, and every hit shard has paid again", () => {
  const record = new ShowRecord(paceProfiles.keynote);
  record.cutHangzhou();
  record.suspected(3_500, 0);
  record.suspected(3_750, 1);
  record.restoreHangzhou(8_000);
  record.withdrawn(8_200, 0);
  record.withdrawn(8_210, 1);
  expect(record.only().outcome).toBe("running");
  for (const shard of [0, 5, 1, 6]) record.canary(8_300 + shard, shard, 1);
  expect(record.only()).toMatchObject({ outcome: "restored-by-hand", durationMs: 6_806 });
  expect(record.only().rooms[0]).toMatchObject({ returnedAtMs: 8_200, shardsKept: 2 });
});

test("T7: a room that was slow and came back without a cable returned by itself", () => {
  const record = new ShowRecord();
  record.suspected(5_000, 0, 4_540);
  record.withdrawn(5_100, 0);
  for (const shard of [0, 5]) record.canary(5_200, shard, 1);
  expect(record.only().outcome).toBe("returned-by-itself");
});

test("T7: some shards moved and some kept is recovered, with both counted", () => {
  const record = new ShowRecord(paceProfiles.keynote);
  record.suspected(5_000, 0, 3_000);
  record.moved(23_150, 0, 2, 2);
  record.withdrawn(23_200, 0);
  record.canary(23_300, 0, 2);
  record.canary(23_310, 5, 1);
  expect(record.only()).toMatchObject({ outcome: "recovered", durationMs: 20_310 });
  expect(record.only().rooms[0]).toMatchObject({ shardsMoved: 1, shardsKept: 1, shardsBack: 2 });
});

test("T7: lost rooms that own nothing hit nothing", () => {
  const record = new ShowRecord();
  recovered(record);
  record.restoreHangzhou(9_000);
  record.withdrawn(9_100, 0);
  record.add(20_000, { kind: "room-lost-last-cable", room: 0 as RoomIndex });
  expect(record.timeline.incidents()).toHaveLength(1);
  record.suspected(20_460, 0);
  expect(record.timeline.latest()).toMatchObject({
    id: 2,
    outcome: "no-shards-hit",
    durationMs: null,
    startedAtMs: 20_000,
  });
});

test("T8: a target lost before its shard paid again goes on as the same outage; afterwards it is a new one", () => {
  const record = new ShowRecord();
  record.suspected(5_000, 0, 4_540);
  record.moved(5_050, 0, 4, 2);
  record.moved(5_050, 5, 4, 2);
  record.canary(5_060, 5, 2);
  record.suspected(5_600, 4, 5_140);
  // Booked by the target before it was lost, heard only now: the shard is switching again all the same.
  record.canary(5_610, 0, 2, 105);
  expect(record.only().shards[0]!.backAtMs).toBeNull();
  record.moved(5_650, 0, 2, 3);
  for (const [shard, epoch] of [
    [4, 2],
    [9, 2],
    [5, 3],
  ] as const) {
    record.moved(5_650, shard, 3, epoch);
    record.canary(5_660, shard, epoch);
  }
  record.canary(5_670, 0, 3);
  const incident = record.only();
  expect(incident).toMatchObject({ outcome: "recovered", durationMs: 1_130, accountsHit: 80 });
  expect(incident.shards.map(({ shard, room, recoveryMs }) => [shard, room, recoveryMs])).toEqual([
    [0, 0, 1_130],
    [5, 0, 520],
    [4, 4, 520],
    [5, 4, 520],
    [9, 4, 520],
  ]);
  expect(incident.shards[0]!.moves.map((move) => move.to)).toEqual([4, 2]);
});

test("T9: a record is claimed only for a full-speed run that recovered and was timed by the fabric", () => {
  const fast = new ShowRecord();
  recovered(fast);
  expect(fast.only().recordAllowed).toBe(true);
  const paced = new ShowRecord(paceProfiles.keynote);
  recovered(paced);
  expect(paced.only()).toMatchObject({ recordAllowed: false, pace: { name: "keynote" } });
  const untimed = new ShowRecord();
  untimed.suspected(5_000, 0, 4_540);
  for (const shard of [0, 5]) {
    untimed.moved(5_050, shard, 2, 2);
    untimed.canary(5_060, shard, 2);
  }
  expect(untimed.only()).toMatchObject({ outcome: "recovered", recordAllowed: false });
});

test("T10: without a quorum everybody is hit, until a canary of every shard was committed since", () => {
  const record = new ShowRecord();
  record.cutHangzhou();
  record.add(2_000, { kind: "room-lost-last-cable", room: 2 as RoomIndex });
  record.add(3_000, { kind: "quorum-lost", committedIndex: 500 as LogIndex });
  expect(record.only().phase).toBe("quorum-lost");
  record.restoreHangzhou(9_000);
  record.add(9_000, { kind: "room-regained-cable", room: 2 as RoomIndex });
  record.add(9_500, { kind: "quorum-regained" });
  for (let shard = 0; shard < 10; shard++) record.canary(9_600, shard, 1, 400 + shard);
  expect(record.only().outcome).toBe("running");
  for (let shard = 0; shard < 10; shard++) record.canary(9_700 + shard, shard, 1, 501 + shard);
  expect(record.only()).toMatchObject({
    outcome: "quorum-returned",
    durationMs: 8_209,
    quorumLosses: [{ lostAtMs: 3_000, regainedAtMs: 9_500, payingAgainAtMs: 9_709 }],
    recordAllowed: false,
  });
});

test("T11: what the recorder missed, a new baseline tells it", () => {
  const record = new ShowRecord();
  record.suspected(5_000, 0, 4_540);
  const shards = Array.from({ length: 10 }, (_, shard) =>
    shard === 0 || shard === 5
      ? { owner: 2 as RoomIndex, epoch: 2 as Epoch, status: "serving" as const }
      : {
          owner: homeRoomOf(topology, shard as ShardId),
          epoch: 1 as Epoch,
          status: shard === 1 || shard === 6 ? ("switching" as const) : ("serving" as const),
        },
  );
  record.add(6_000, {
    kind: "baseline",
    appliedIndex: 140 as LogIndex,
    pace: paceProfiles["full-speed"],
    shards,
    suspected: [0, 1] as RoomIndex[],
    accounts: shards.map(() => 20),
  });
  const incident = record.only();
  expect(incident.shards.map(({ shard, moves }) => [shard, moves.length])).toEqual([
    [0, 1],
    [5, 1],
    [1, 0],
    [6, 0],
  ]);
  record.canary(6_100, 0, 2, 150);
  expect(record.only().shards[0]!.backAtMs).toBe(6_100);
});

test("T12: lines tell the story in order of time, what led to it with negative times", () => {
  const record = new ShowRecord();
  recovered(record);
  record.restoreHangzhou(9_000);
  record.withdrawn(9_200, 0);
  const lines = record.only().lines.map(({ afterMs, kind }) => [afterMs, kind]);
  expect(lines).toEqual([
    [-500, "cable-cut"],
    [-250, "cable-cut"],
    [0, "cable-cut"],
    [0, "room-lost"],
    [250, "cable-cut"],
    [250, "room-lost"],
    [460, "suspected"],
    [510, "first-shard-moved"],
    [710, "suspected"],
    [761, "last-shard-moved"],
    [790, "recovered"],
    [7_500, "cable-restored"],
    [7_500, "cable-restored"],
    [7_700, "withdrawn"],
  ]);
});

test("T13: the timeline is plain data, and a record gives the same timeline again after a round trip", () => {
  const record = new ShowRecord();
  recovered(record);
  const again = JSON.parse(JSON.stringify(record.events)) as RecordedEvent[];
  const incidents = recoveryTimelineOf(again);
  expect(incidents).toEqual(record.timeline.incidents());
  expect(JSON.parse(JSON.stringify(incidents))).toEqual(incidents);
});

test("T14: lines and incidents are bounded, and what is left out is counted", () => {
  const record = new ShowRecord();
  record.suspected(5_000, 0, 4_540);
  for (let leader = 0; leader < 300; leader++) {
    record.add(5_001 + leader, { kind: "leader-changed", leader: 2 as RoomIndex });
  }
  expect(record.only().lines).toHaveLength(200);
  expect(record.only().linesDropped).toBe(101);
  const many = new ShowRecord();
  for (let incident = 0; incident < 70; incident++) {
    many.suspected(1_000 * incident, 0, 1_000 * incident - 450);
    many.withdrawn(1_000 * incident + 10, 0);
    for (const shard of [0, 5]) many.canary(1_000 * incident + 20, shard, 1);
  }
  expect(many.timeline.incidents()).toHaveLength(64);
  expect(many.timeline.latest()?.id).toBe(70);
});

test("handovers home belong to no incident", () => {
  const record = new ShowRecord();
  recovered(record);
  record.moved(20_000, 0, 0, 3, "handover");
  expect(record.timeline.incidents()).toHaveLength(1);
  // Cut again: it is hit as hz-a's once more.
  record.suspected(30_000, 0, 29_500);
  expect(record.timeline.running()!.shards.map((shard) => shard.shard)).toEqual([0]);
});
