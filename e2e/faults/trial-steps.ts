import {
  shardAt,
  type ChosenPaceName,
  type Pace,
  type RoomIndex,
  type RoomStatus,
} from "@cablecut/protocol";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { nowMs, type RoomCall } from "../client/room-line.ts";
import { engineUnderTest, type Engine } from "../processes/members.ts";
import { wait } from "./payer.ts";
import { Trial } from "./trial.ts";

/** Waits only bound how long a failing test takes; none of them is a measurement. */
const patienceMs = 40_000;
const startTimeoutMs = 120_000;

/**
 * One show for the tests of a file, which happen in it one after the other: six processes that start and end for each of
 * them would take most of the time. What was seen in all of it is judged at the end, in a test of its own; a test that
 * failed heals the show for the next one.
 */
export function showOfThisFile(
  pace: ChosenPaceName | Pace,
  restless: boolean,
  engine: Engine = engineUnderTest(),
): () => Trial {
  let trial: Trial | null = null;
  const present = (): Trial => {
    if (trial === null) throw new Error("the show did not start");
    return trial;
  };
  beforeAll(async () => {
    const setting = { seed: 1, pace, accounts: 100, transfersPerSecond: 200, restless, engine };
    trial = await Trial.start(setting);
    await expectBookings(trial, 100);
  }, startTimeoutMs);
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await trial?.heal();
  });
  afterAll(async () => {
    await trial?.abandon();
  });
  return present;
}

/** Ends the show of the file: every number has its end, and all that was seen fits together. */
export async function expectSound(trial: Trial): Promise<void> {
  const { violations, summary } = await trial.finish();
  expect(violations, summary).toEqual([]);
}

/** Every room has its own shards again, so that the next cut hits what is at home there. */
export async function expectEverybodyHome(trial: Trial): Promise<void> {
  await setFailback(trial, true);
  await expectUntil(trial, "every shard is at home", (status) =>
    serving(status).every((count) => count === status.shards.length / status.rooms.length),
  );
  await setFailback(trial, false);
}

async function setFailback(trial: Trial, failback: boolean): Promise<void> {
  await expectDone(trial, { kind: "set-failback", failback });
}

export async function setPace(trial: Trial, pace: Pace): Promise<void> {
  await expectDone(trial, { kind: "set-pace", pace });
}

/** Asked of the rooms that answer until one has done it. */
async function expectDone(trial: Trial, call: RoomCall): Promise<void> {
  const fromMs = nowMs();
  let answer: string | null = null;
  while (answer !== "done" && nowMs() - fromMs < patienceMs) {
    const status = trial.line.furthest();
    if (status === null) await wait(50);
    else answer = (await trial.line.call(status.room, call)).kind;
  }
  expect(answer, call.kind).toBe("done");
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
export const leftBy =
  (...rooms: number[]) =>
  (status: RoomStatus): boolean => {
    const counts = serving(status);
    const all = counts.reduce((sum, count) => sum + count, 0);
    return all === status.shards.length && rooms.every((room) => counts[room] === 0);
  };

/** Shards that were moved in the present incident, or the last one. */
export function movedIn(status: RoomStatus): number {
  return status.incident?.shards.filter((shard) => shard.moved).length ?? 0;
}

export const ledByAnotherThan =
  (former: number) =>
  ({ leader }: RoomStatus): boolean =>
    leader !== null && leader !== former;

export const allUp = (status: RoomStatus): boolean =>
  status.rooms.every((room) => room.status !== "suspect");

/** Resolves with the status that fits. */
export async function expectUntil(
  trial: Trial,
  what: string,
  fits: (status: RoomStatus) => boolean,
): Promise<RoomStatus> {
  const status = await trial.until(fits, patienceMs);
  if (status === null) throw new Error(`waited in vain: ${what}: ${trial.picture()}`);
  return status;
}

/** What the rooms say now; who leads is known. */
export async function present(trial: Trial): Promise<RoomStatus & { readonly leader: RoomIndex }> {
  const status = await expectUntil(trial, "a room leads", ({ leader }) => leader !== null);
  return { ...status, leader: status.leader! };
}

export async function expectBookings(trial: Trial, more: number): Promise<void> {
  expect(await trial.bookings(more, patienceMs), `${more} more bookings`).toBe(true);
}

/** What was under way when the last cable was cut may still be told, but not after a few more words of who is left. */
export async function expectBookingsToEnd(trial: Trial, left: readonly RoomIndex[]): Promise<void> {
  const fromMs = nowMs();
  let before = -1;
  while (before !== trial.acknowledged && nowMs() - fromMs < patienceMs) {
    before = trial.acknowledged;
    await expectWords(trial, left, 5);
  }
  expect(trial.acknowledged, "bookings without a quorum").toBe(before);
}

export async function expectWords(
  trial: Trial,
  rooms: readonly RoomIndex[],
  more: number,
): Promise<void> {
  const heard = await trial.wordsOf(rooms, more, patienceMs);
  expect(heard, `${more} more words of the rooms ${rooms.join(" and ")}`).toBe(true);
}

/** Somebody is told of a booking in every shard from now on. */
export async function expectEveryShardToPay(trial: Trial): Promise<void> {
  const fromMs = nowMs();
  const paid = (): boolean =>
    [...trial.history.numbers.values()].every((records) =>
      records.some(({ end }) => end !== null && end.name === "booked" && end.atMs > fromMs),
    );
  while (!paid() && nowMs() - fromMs < patienceMs) await wait(50);
  expect(paid(), "every account pays again").toBe(true);
}

export async function cut(trial: Trial, ...targets: string[]): Promise<void> {
  expect(await trial.rooms.cables.cut({ targets })).toMatchObject({ ok: true });
}

export async function restore(trial: Trial, ...targets: string[]): Promise<void> {
  expect(await trial.rooms.cables.restore({ targets })).toMatchObject({ ok: true });
}
