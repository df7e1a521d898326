import {
  shardAt,
  type ChosenPaceName,
  type Pace,
  type RoomIndex,
  type RoomStatus,
} from "@cablecut/protocol";
import { expect } from "vitest";
import { nowMs } from "../client/room-line.ts";
import { wait } from "./payer.ts";
import { Trial } from "./trial.ts";

/** Waits only bound how long a failing test takes; none of them is a measurement. */
const patienceMs = 40_000;

export async function trialOf(
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
  if (status === null)
    throw new Error(`waited in vain: ${what}: ${JSON.stringify(trial.line.statuses)}`);
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
