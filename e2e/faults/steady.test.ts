import { expect, test } from "vitest";
import { wait } from "./payer.ts";
import {
  cut,
  expectBookings,
  expectEveryShardToPay,
  expectUntil,
  ledByAnotherThan,
  present,
  restore,
  trialOf,
} from "./trial-steps.ts";

test("the log's leader is told to stop under load: it hands over, and what it took has an end", () =>
  trialOf("keynote", async (trial) => {
    const { leader, term } = await present(trial);
    const room = trial.rooms.rooms[leader]!;
    await room.terminate();
    const after = await expectUntil(trial, "another room leads", ledByAnotherThan(leader));
    // Drained means that it was no longer the leader, and owed nobody an answer.
    expect(room.lastWords()).toContain('"outcome":"drained","unanswered":0');
    expect(after.term).toBe(term + 1);
    await room.start();
    await expectEveryShardToPay(trial);
  }));

test("a single cable: no election, no suspicion, no refused and no unknown transfer", () =>
  trialOf(
    "keynote",
    async (trial) => {
      const { term, incidentNumber } = await present(trial);
      await cut(trial, "hz-a/A");
      await expectBookings(trial, 200);
      await restore(trial, "hz-a/A");
      await cut(trial, "sz-a/B");
      await expectBookings(trial, 200);
      const after = await present(trial);
      expect([after.term, after.incidentNumber]).toEqual([term, incidentNumber]);
      expect([...trial.history.answers.keys()]).toEqual(["booked"]);
      const unknown = [...trial.history.numbers.values()]
        .flat()
        .filter((each) => each.unknowns > 0);
      expect(unknown).toEqual([]);
    },
    false,
  ));

test("a flapping cable: no election and no suspicion", () =>
  trialOf("keynote", async (trial) => {
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
  }));

test("a room that is slow but alive is not suspected, and its accounts pay", () =>
  trialOf("keynote", async (trial) => {
    const { incidentNumber, leader } = await present(trial);
    const slow = leader === 4 ? "sh-b" : "sz-a";
    const fault = { kind: "delay", delayMs: 100, jitterMs: 50 } as const;
    expect(await trial.rooms.cables.fault({ targets: [slow], fault })).toMatchObject({ ok: true });
    await wait(3_000);
    await expectEveryShardToPay(trial);
    expect((await present(trial)).incidentNumber).toBe(incidentNumber);
  }));
