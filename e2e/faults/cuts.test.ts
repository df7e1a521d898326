import { test } from "vitest";
import {
  allUp,
  cut,
  expectEverybodyHome,
  expectEveryShardToPay,
  expectSound,
  expectUntil,
  ledByAnotherThan,
  leftBy,
  present,
  restore,
  showOfThisFile,
} from "./trial-steps.ts";

// No room is suspected three times within a minute here: it would be drained.
const show = showOfThisFile("full-speed", true);

test("two rooms of one city: their shards go to other cities, every account pays again, and they come back", async () => {
  const trial = show();
  await cut(trial, "hz");
  await expectUntil(trial, "Hangzhou is left", leftBy(0, 1));
  await expectEveryShardToPay(trial);
  await restore(trial, "hz");
  await expectUntil(trial, "Hangzhou is back", allUp);
  await expectEverybodyHome(trial);
});

test("two rooms in two cities", async () => {
  const trial = show();
  await cut(trial, "sh-a", "sz-a");
  await expectUntil(trial, "both are left", leftBy(2, 4));
  await expectEveryShardToPay(trial);
  await restore(trial, "all");
  await expectUntil(trial, "both are back", allUp);
  await expectEverybodyHome(trial);
});

test("the room that holds the log's leader", async () => {
  const trial = show();
  const { leader } = await present(trial);
  await cut(trial, trial.topology.rooms[leader]!.id);
  await expectUntil(trial, "another room leads", ledByAnotherThan(leader));
  await expectUntil(trial, "the former leader is left", leftBy(leader));
  await expectEveryShardToPay(trial);
  await restore(trial, "all");
  await expectUntil(trial, "it is back", allUp);
  await expectEverybodyHome(trial);
});

test("after all of it nothing is lost, nothing doubled, and all rooms agree", () =>
  expectSound(show()));
