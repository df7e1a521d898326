import { paceProfiles } from "@cablecut/failover";
import type { RoomIndex } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { wait } from "./payer.ts";
import {
  allUp,
  cut,
  expectBookingsToEnd,
  expectEveryShardToPay,
  expectUntil,
  expectWords,
  ledByAnotherThan,
  leftBy,
  movedIn,
  present,
  restore,
  trialOf,
} from "./trial-steps.ts";

test("two rooms of one city: their shards go to other cities, every account pays again, nothing is lost", () =>
  trialOf("full-speed", async (trial) => {
    await cut(trial, "hz");
    await expectUntil(trial, "Hangzhou is left", leftBy(0, 1));
    await expectEveryShardToPay(trial);
    await restore(trial, "hz");
    await expectUntil(trial, "Hangzhou is back", allUp);
  }));

test("two rooms in two cities", () =>
  trialOf("full-speed", async (trial) => {
    await cut(trial, "hz-b", "sh-a");
    await expectUntil(trial, "both are left", leftBy(1, 2));
    await expectEveryShardToPay(trial);
  }));

test("the room that holds the log's leader", () =>
  trialOf("full-speed", async (trial) => {
    const { leader } = await present(trial);
    await cut(trial, trial.topology.rooms[leader]!.id);
    await expectUntil(trial, "another room leads", ledByAnotherThan(leader));
    await expectUntil(trial, "the former leader is left", leftBy(leader));
    await expectEveryShardToPay(trial);
  }));

test("one room after the other", () =>
  trialOf("full-speed", async (trial) => {
    await cut(trial, "hz-a");
    await expectUntil(trial, "hz-a is left", leftBy(0));
    await cut(trial, "sh-b");
    await expectUntil(trial, "sh-b is left", leftBy(0, 3));
    await restore(trial, "hz-a");
    await expectUntil(trial, "hz-a is up", (status) => status.rooms[0]?.status !== "suspect");
    await cut(trial, "sz-a");
    await expectUntil(trial, "sz-a is left", leftBy(3, 4));
    await expectEveryShardToPay(trial);
  }));

test("the room that drives the switch is killed in the middle of it", () =>
  trialOf({ ...paceProfiles["full-speed"], name: "custom", moveIntervalMs: 200 }, async (trial) => {
    await cut(trial, "hz-a");
    // hz-b is the first of the live rooms and proposes the moves.
    const moving = await expectUntil(trial, "shards move", (status) => movedIn(status) > 0);
    expect(movedIn(moving)).toBeLessThan(20);
    await trial.rooms.rooms[1]!.kill();
    await expectUntil(trial, "the others went on, and took the driver's shards too", leftBy(0, 1));
    await expectEveryShardToPay(trial);
    await trial.rooms.rooms[1]!.start();
    await restore(trial, "hz-a");
    await expectUntil(trial, "both are back", allUp);
  }));

test("without a quorum nobody pays and nobody is suspected; service resumes by itself", () =>
  trialOf("full-speed", async (trial) => {
    // A machine that stalls has a room suspected before there is any cut.
    const { incidentNumber } = await present(trial);
    await cut(trial, "hz-a", "hz-b", "sh-a");
    const left: readonly RoomIndex[] = [3 as RoomIndex, 4 as RoomIndex];
    await expectBookingsToEnd(trial, left);
    const before = trial.acknowledged;
    await wait(2_500);
    await expectWords(trial, left, 5);
    expect(trial.acknowledged).toBe(before);
    const alone = await expectUntil(trial, "a room answers", () => true);
    expect(alone.incidentNumber).toBe(incidentNumber);
    await restore(trial, "all");
    await expectEveryShardToPay(trial);
  }));
