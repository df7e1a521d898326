import { asCents, defaultTopology, type RoomIndex, type RoomStatus } from "@cablecut/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RoomCalls } from "../rooms/room-calls.ts";
import { RoomWatch } from "../rooms/room-watch.ts";
import { roomStatus } from "../testing/room-status.ts";
import { audit } from "./audit.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const cents = asCents(100);
const funds = { accounts: 1, expectedCents: cents, actualCents: cents };
const digestAt = (index: number, state = "aa"): Partial<RoomStatus> => ({
  digest: { index: index as never, state, chain: "cc" },
});

/** Rooms that answer every recount at once; `silent` ones take the request and say nothing. */
function rooms(silent: readonly string[] = []): {
  watch: RoomWatch;
  calls: RoomCalls;
  tell: (room: number, different?: Partial<RoomStatus>) => void;
} {
  const watch = new RoomWatch(defaultTopology);
  const calls: RoomCalls = new RoomCalls((room, bytes) => {
    const { id } = JSON.parse(Buffer.from(bytes).toString("utf8", 1)) as { id: number };
    if (!silent.includes(room)) {
      setTimeout(
        () =>
          calls.answered({
            kind: "audited",
            id,
            funds: { people: funds, house: funds },
            sound: true,
            appliedIndex: 2_000 as never,
            digest: "dd",
          }),
        10,
      );
    }
    return true;
  });
  return { watch, calls, tell: (room, different = {}) => watch.told(roomStatus(room, different)) };
}

test("rooms that passed a multiple of 1,024 a moment apart are compared at the same one", async () => {
  const { watch, calls, tell } = rooms();
  for (const room of [0, 1, 2, 3, 4]) tell(room, digestAt(room === 4 ? 1_024 : 2_048));
  const answer = audit({ watch, calls });
  await vi.advanceTimersByTimeAsync(200);
  tell(4, { ...digestAt(2_048, "bb"), appliedIndex: 11 as never });
  await vi.advanceTimersByTimeAsync(200);
  const outcome = await answer;
  expect(outcome).toMatchObject({ ok: true, needed: 3, comparedAt: 2_048 });
  expect(
    outcome.ok && outcome.rooms.map((room) => room.answered && room.checkpoint?.state),
  ).toEqual(["aa", "aa", "aa", "aa", "bb"]);
});

test("a room that is silent, or falls silent meanwhile, does not hold up the others", async () => {
  const { watch, calls, tell } = rooms(["hz-b"]);
  for (const room of [1, 2, 3, 4]) tell(room, digestAt(1_024));
  const answer = audit({ watch, calls });
  for (let ms = 0; ms < 5_000; ms += 200) {
    for (const room of [2, 3, 4]) tell(room, digestAt(1_024));
    await vi.advanceTimersByTimeAsync(200);
  }
  const outcome = await answer;
  expect(outcome.ok && outcome.rooms.map((room) => (room.answered ? "ok" : room.reason))).toEqual([
    "silent",
    "silent",
    "ok",
    "ok",
    "ok",
  ]);
  expect(outcome).toMatchObject({ comparedAt: 1_024 });
});

test("a room that lags is not compared, and nobody waits for it for ever", async () => {
  const { watch, calls, tell } = rooms();
  for (const room of [0, 1, 2, 3, 4]) tell(room, digestAt(room === 0 ? 1_024 : 9_216));
  const answer = audit({ watch, calls });
  for (let ms = 0; ms < 3_000; ms += 200) {
    for (const room of [0, 1, 2, 3, 4]) watch.heard(room as RoomIndex);
    await vi.advanceTimersByTimeAsync(200);
  }
  expect(await answer).toMatchObject({ comparedAt: null });
});

test("a second audit meanwhile is refused by name", async () => {
  const { watch, calls, tell } = rooms();
  tell(0);
  const first = audit({ watch, calls });
  expect(await audit({ watch, calls })).toEqual({ ok: false, refusal: "busy" });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await first).toMatchObject({ ok: true });
});
