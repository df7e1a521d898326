import { expect, test } from "vitest";
import { wait } from "./payer.ts";
import type { Trial } from "./trial.ts";
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

/** Half of the shortest time after which a room that hears nothing of its leader stands for election. */
const stoodStillMs = 150;
const triesMax = 3;

/** Begins to watch. @returns the longest time in which this process was not run since, ms */
function standstill(): () => number {
  let [lastMs, longestMs] = [performance.now(), 0];
  const watch = setInterval(() => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - lastMs);
    lastMs = nowMs;
  }, 10);
  return () => {
    clearInterval(watch);
    return longestMs;
  };
}

/** Nobody is elected or suspected while this is done; done again where the machine itself stood still meanwhile. */
async function expectNobodyElectedBy(trial: Trial, deed: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const before = await present(trial);
    const stoodMs = standstill();
    await deed();
    const after = await present(trial);
    const wasRun = stoodMs() < stoodStillMs;
    const isSame = after.term === before.term && after.incidentNumber === before.incidentNumber;
    if (!isSame && !wasRun && tries < triesMax) continue;
    const { term, incidentNumber } = before;
    expect([after.term, after.incidentNumber]).toEqual([term, incidentNumber]);
    return;
  }
}

test("a single cable: no election, no suspicion, no refused and no unknown transfer", async () => {
  const trial = show();
  await expectNobodyElectedBy(trial, async () => {
    for (const cable of ["hz-a/A", "sz-a/B"]) {
      await cut(trial, cable);
      await expectBookings(trial, 200);
      await restore(trial, cable);
    }
  });
  const paid = [...trial.history.answers.keys()].filter((answer) => !answer.startsWith("read: "));
  expect(paid).toEqual(["booked"]);
  const unknown = [...trial.history.numbers.values()].flat().filter((each) => each.unknowns > 0);
  expect(unknown).toEqual([]);
});

test("a flapping cable: no election and no suspicion", async () => {
  const trial = show();
  trial.becomeRestless();
  await expectNobodyElectedBy(trial, async () => {
    for (let flap = 0; flap < 8; flap += 1) {
      await cut(trial, "sh-a/A");
      await wait(150);
      await restore(trial, "sh-a/A");
      await wait(150);
    }
  });
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
