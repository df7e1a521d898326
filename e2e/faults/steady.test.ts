import { expect, test } from "vitest";
import { wait } from "./payer.ts";
import {
  cut,
  expectBookings,
  expectEveryShardToPay,
  expectSound,
  expectUntil,
  ledByAnotherThan,
  present,
  restore,
  showOfThisFile,
} from "./trial-steps.ts";

const show = showOfThisFile("keynote", false);

test("a single cable: no election, no suspicion, no refused and no unknown transfer", async () => {
  const trial = show();
  const { term, incidentNumber } = await present(trial);
  await cut(trial, "hz-a/A");
  await expectBookings(trial, 200);
  await restore(trial, "hz-a/A");
  await cut(trial, "sz-a/B");
  await expectBookings(trial, 200);
  await restore(trial, "sz-a/B");
  const after = await present(trial);
  expect([after.term, after.incidentNumber]).toEqual([term, incidentNumber]);
  const paid = [...trial.history.answers.keys()].filter((answer) => !answer.startsWith("read: "));
  expect(paid).toEqual(["booked"]);
  const unknown = [...trial.history.numbers.values()].flat().filter((each) => each.unknowns > 0);
  expect(unknown).toEqual([]);
});

test("a flapping cable: no election and no suspicion", async () => {
  const trial = show();
  trial.becomeRestless();
  const { term, incidentNumber } = await present(trial);
  for (let flap = 0; flap < 8; flap += 1) {
    await cut(trial, "sh-a/A");
    await wait(150);
    await restore(trial, "sh-a/A");
    await wait(150);
  }
  const after = await present(trial);
  expect([after.term, after.incidentNumber]).toEqual([term, incidentNumber]);
  await expectEveryShardToPay(trial);
});

test("a room that is slow but alive is not suspected, and its accounts pay", async () => {
  const trial = show();
  const { incidentNumber, leader } = await present(trial);
  const slow = leader === 4 ? "sh-b" : "sz-a";
  const delay = async (delayMs: number, jitterMs: number): Promise<void> => {
    const fault = { kind: "delay", delayMs, jitterMs } as const;
    expect(await trial.rooms.cables.fault({ targets: [slow], fault })).toMatchObject({ ok: true });
  };
  await delay(100, 50);
  await wait(3_000);
  await expectEveryShardToPay(trial);
  expect((await present(trial)).incidentNumber).toBe(incidentNumber);
  await delay(0, 0);
});

test("the log's leader is told to stop under load: it hands over, and what it took has an end", async () => {
  const trial = show();
  const { leader, term } = await present(trial);
  const room = trial.rooms.rooms[leader]!;
  await room.terminate();
  const after = await expectUntil(trial, "another room leads", ledByAnotherThan(leader));
  // Drained means that it was no longer the leader, and owed nobody an answer.
  expect(room.allWords()).toContain('"outcome":"drained","unanswered":0');
  expect(after.term).toBe(term + 1);
  await room.start();
  await expectEveryShardToPay(trial);
});

test("after all of it nothing is lost, nothing doubled, and all rooms agree", () =>
  expectSound(show()));
