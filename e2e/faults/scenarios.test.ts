import { paceProfiles } from "@cablecut/failover";
import {
  shardAt,
  type ChosenPaceName,
  type Pace,
  type RoomIndex,
  type RoomStatus,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { nowMs } from "../client/room-line.ts";
import { wait } from "./payer.ts";
import { Trial } from "./trial.ts";

/** Waits only bound how long a failing test takes; none of them is a measurement. */
const patienceMs = 40_000;
/** A machine that stalls elects a leader without any cable being cut; one that does so three times does not stall. */
const retry = 2;

async function trialOf(
  pace: ChosenPaceName | Pace,
  story: (trial: Trial) => Promise<void>,
  restless = true,
): Promise<void> {
  const trial = await Trial.start({
    seed: 1,
    pace,
    accounts: 100,
    transfersPerSecond: 200,
    restless,
  });
  try {
    await expectBookings(trial, 100);
    await story(trial);
  } catch (error) {
    await trial.abandon();
    throw error;
  }
  const { violations, summary } = await trial.finish();
  expect(violations, summary).toEqual([]);
}

/** Shards per owner that serve; shards that are switching count for nobody. */
function serving(status: RoomStatus): number[] {
  const counts = status.rooms.map(() => 0);
  for (let shard = 0; shard < status.shards.length; shard += 1) {
    const place = shardAt(status.shards, shard);
    if (place?.status === "serving") counts[place.owner]! += 1;
  }
  return counts;
}

/** All shards are served, none of them by these rooms. */
const leftBy =
  (...rooms: number[]) =>
  (status: RoomStatus): boolean => {
    const counts = serving(status);
    const all = counts.reduce((sum, count) => sum + count, 0);
    return all === status.shards.length && rooms.every((room) => counts[room] === 0);
  };

/** Shards that were moved in the present incident, or the last one. */
function movedIn(status: RoomStatus): number {
  return status.incident?.shards.filter((shard) => shard.moved).length ?? 0;
}

const ledByAnotherThan =
  (former: number) =>
  ({ leader }: RoomStatus): boolean =>
    leader !== null && leader !== former;

const allUp = (status: RoomStatus): boolean =>
  status.rooms.every((room) => room.status !== "suspect");

/** Resolves with the status that fits. */
async function expectUntil(
  trial: Trial,
  what: string,
  fits: (status: RoomStatus) => boolean,
): Promise<RoomStatus> {
  const status = await trial.until(fits, patienceMs);
  if (status === null)
    throw new Error(`waited in vain: ${what}: ${JSON.stringify(trial.line.statuses)}`);
  return status;
}

/** What the rooms say now; who leads is known. */
async function present(trial: Trial): Promise<RoomStatus & { readonly leader: RoomIndex }> {
  const status = await expectUntil(trial, "a room leads", ({ leader }) => leader !== null);
  return { ...status, leader: status.leader! };
}

async function expectBookings(trial: Trial, more: number): Promise<void> {
  expect(await trial.bookings(more, patienceMs), `${more} more bookings`).toBe(true);
}

/** What was under way when the last cable was cut may still be told, but not after a few more words of who is left. */
async function expectBookingsToEnd(trial: Trial, left: readonly RoomIndex[]): Promise<void> {
  const fromMs = nowMs();
  let before = -1;
  while (before !== trial.acknowledged && nowMs() - fromMs < patienceMs) {
    before = trial.acknowledged;
    await expectWords(trial, left, 5);
  }
  expect(trial.acknowledged, "bookings without a quorum").toBe(before);
}

async function expectWords(trial: Trial, rooms: readonly RoomIndex[], more: number): Promise<void> {
  const heard = await trial.wordsOf(rooms, more, patienceMs);
  expect(heard, `${more} more words of the rooms ${rooms.join(" and ")}`).toBe(true);
}

/** Somebody is told of a booking in every shard from now on. */
async function expectEveryShardToPay(trial: Trial): Promise<void> {
  const fromMs = nowMs();
  const paid = (): boolean =>
    [...trial.history.numbers.values()].every((records) =>
      records.some(({ end }) => end !== null && end.name === "booked" && end.atMs > fromMs),
    );
  while (!paid() && nowMs() - fromMs < patienceMs) await wait(50);
  expect(paid(), "every account pays again").toBe(true);
}

async function cut(trial: Trial, ...targets: string[]): Promise<void> {
  expect(await trial.rooms.cables.cut({ targets })).toMatchObject({ ok: true });
}

async function restore(trial: Trial, ...targets: string[]): Promise<void> {
  expect(await trial.rooms.cables.restore({ targets })).toMatchObject({ ok: true });
}

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

test(
  "the log's leader is told to stop under load: it hands over, and what it took has an end",
  { retry },
  () =>
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
    }),
);

test(
  "a single cable: no election, no suspicion, no refused and no unknown transfer",
  { retry },
  () =>
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
    ),
);

test("a flapping cable: no election and no suspicion", { retry }, () =>
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
  }),
);

test("a room that is slow but alive is not suspected, and its accounts pay", { retry }, () =>
  trialOf("keynote", async (trial) => {
    const { incidentNumber, leader } = await present(trial);
    const slow = leader === 4 ? "sh-b" : "sz-a";
    const fault = { kind: "delay", delayMs: 100, jitterMs: 50 } as const;
    expect(await trial.rooms.cables.fault({ targets: [slow], fault })).toMatchObject({ ok: true });
    await wait(3_000);
    await expectEveryShardToPay(trial);
    expect((await present(trial)).incidentNumber).toBe(incidentNumber);
  }),
);

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
