import { paceProfiles } from "@cablecut/failover";
import type { RoomIndex } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { wait } from "./payer.ts";
import {
  allUp,
  cut,
  expectBookingsToEnd,
  expectEverybodyHome,
  expectEveryShardToPay,
  expectSound,
  expectUntil,
  expectWords,
  leftBy,
  movedIn,
  present,
  restore,
  setPace,
  showOfThisFile,
} from "./trial-steps.ts";

// No room is suspected three times within a minute here: it would be drained.
const show = showOfThisFile("full-speed", true);

test("one room after the other", async () => {
  const trial = show();
  await cut(trial, "hz-a");
  await expectUntil(trial, "hz-a is left", leftBy(0));
  await cut(trial, "sh-b");
  await expectUntil(trial, "sh-b is left", leftBy(0, 3));
  await restore(trial, "hz-a");
  await expectUntil(trial, "hz-a is up", (status) => status.rooms[0]?.status !== "suspect");
  await cut(trial, "sz-a");
  await expectUntil(trial, "sz-a is left", leftBy(3, 4));
  await expectEveryShardToPay(trial);
  await restore(trial, "all");
  await expectUntil(trial, "all are back", allUp);
  await expectEverybodyHome(trial);
});

test("the room that drives the switch is killed in the middle of it", async () => {
  const trial = show();
  const { incidentNumber } = await present(trial);
  await setPace(trial, { ...paceProfiles["full-speed"], name: "custom", moveIntervalMs: 200 });
  await cut(trial, "hz-a");
  // hz-b is the first of the live rooms and proposes the moves.
  const moving = await expectUntil(
    trial,
    "shards move",
    (status) => status.incidentNumber > incidentNumber && movedIn(status) > 0,
  );
  expect(movedIn(moving)).toBeLessThan(20);
  await trial.rooms.rooms[1]!.kill();
  await expectUntil(trial, "the others went on, and took the driver's shards too", leftBy(0, 1));
  await expectEveryShardToPay(trial);
  await trial.rooms.rooms[1]!.start();
  await restore(trial, "hz-a");
  await expectUntil(trial, "both are back", allUp);
  await setPace(trial, paceProfiles["full-speed"]);
  await expectEverybodyHome(trial);
});

test("without a quorum nobody pays and nobody is suspected; service resumes by itself", async () => {
  const trial = show();
  await cut(trial, "hz-a", "hz-b", "sh-a");
  const left: readonly RoomIndex[] = [3 as RoomIndex, 4 as RoomIndex];
  await expectBookingsToEnd(trial, left);
  // A machine that stalls has a room suspected before there is any cut.
  const { incidentNumber } = await expectUntil(trial, "a room answers", () => true);
  const before = trial.acknowledged;
  await wait(2_500);
  await expectWords(trial, left, 5);
  expect(trial.acknowledged).toBe(before);
  const alone = await expectUntil(trial, "a room answers", () => true);
  expect(alone.incidentNumber).toBe(incidentNumber);
  await restore(trial, "all");
  await expectEveryShardToPay(trial);
});

test("after all of it nothing is lost, nothing doubled, and all rooms agree", () =>
  expectSound(show()));
