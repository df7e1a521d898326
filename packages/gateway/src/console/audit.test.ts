import {
  asCents,
  defaultTopology,
  type AuditAnswer,
  type RoomIndex,
  type RoomStatus,
} from "@cablecut/protocol";
import { beforeEach, expect, test } from "vitest";
import { AwakeClock, tickMs } from "../awake-clock.ts";
import { RoomCalls } from "../routing/room-calls.ts";
import { RoomWatch } from "../routing/room-watch.ts";
import { roomStatus } from "../testing/room-status.ts";
import { VirtualClock } from "../testing/virtual-clock.ts";
import { Audits } from "./audit.ts";

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock();
});

const cents = asCents(100);
const funds = { accounts: 1, expectedCents: cents, actualCents: cents };
const digestAt = (index: number, state = "aa"): Partial<RoomStatus> => ({
  digest: { index: index as never, state, chain: "cc" },
});

interface Audited {
  readonly watch: RoomWatch;
  /** The answers of audits that have ended. */
  readonly outcomes: AuditAnswer[];
  readonly begin: () => void;
  readonly tell: (room: number, different?: Partial<RoomStatus>) => void;
}

/** Rooms that answer every recount at once; `silent` ones take the request and say nothing. */
function rooms(silent: readonly string[] = []): Audited {
  const awake = new AwakeClock();
  const watch = new RoomWatch(defaultTopology, awake, () => clock.nowMs);
  const toRoom = (room: RoomIndex, bytes: Uint8Array): boolean => {
    const { id } = JSON.parse(Buffer.from(bytes).toString("utf8", 1)) as { id: number };
    if (silent.includes(defaultTopology.rooms[room]!.id)) return true;
    clock.after(10, () =>
      calls.answered({
        kind: "audited",
        id,
        funds: { people: funds, house: funds, synthetic: funds },
        sound: true,
        appliedIndex: 2_000 as never,
        digest: "dd",
      }),
    );
    return true;
  };
  const calls = new RoomCalls(
    { toRoom, encodeText: (text) => new TextEncoder().encode(text), random: () => 0 },
    awake,
  );
  clock.every(tickMs, () => {
    if (awake.tick(clock.nowMs) === 0) watch.judge();
    calls.tick();
  });
  const audits = new Audits(watch, calls, {
    after: (ms, task) => clock.after(ms, task),
    nowMs: () => clock.nowMs,
  });
  const outcomes: AuditAnswer[] = [];
  return {
    watch,
    outcomes,
    begin: () => audits.run((outcome) => outcomes.push(outcome)),
    tell: (room, different = {}) => watch.told(roomStatus(room, different)),
  };
}

test("rooms that passed a multiple of 1,024 a moment apart are compared at the same one", () => {
  const { begin, outcomes, tell } = rooms();
  for (const room of [0, 1, 2, 3, 4]) tell(room, digestAt(room === 4 ? 1_024 : 2_048));
  begin();
  clock.pass(200);
  tell(4, { ...digestAt(2_048, "bb"), appliedIndex: 11 as never });
  clock.pass(200);
  const [outcome] = outcomes;
  expect(outcome).toMatchObject({ ok: true, needed: 3, comparedAt: 2_048 });
  expect(
    outcome!.ok && outcome!.rooms.map((room) => room.answered && room.checkpoint?.state),
  ).toEqual(["aa", "aa", "aa", "aa", "bb"]);
});

test("a room that is silent, or falls silent meanwhile, does not hold up the others", () => {
  const { begin, outcomes, tell } = rooms(["hz-b"]);
  for (const room of [1, 2, 3, 4]) tell(room, digestAt(1_024));
  begin();
  for (let ms = 0; ms < 5_000; ms += 200) {
    for (const room of [2, 3, 4]) tell(room, digestAt(1_024));
    clock.pass(200);
  }
  const [outcome] = outcomes;
  expect(outcome!.ok && outcome!.rooms.map((room) => (room.answered ? "ok" : room.reason))).toEqual(
    ["silent", "silent", "ok", "ok", "ok"],
  );
  expect(outcome).toMatchObject({ comparedAt: 1_024 });
});

test("a room that lags is not compared, nobody waits for it for ever, and the others are", () => {
  const { watch, begin, outcomes, tell } = rooms();
  for (const room of [0, 1, 2, 3, 4]) tell(room, digestAt(room === 0 ? 1_024 : 9_216));
  begin();
  for (let ms = 0; ms < 3_000; ms += 200) {
    for (const room of [0, 1, 2, 3, 4]) watch.heard(room as RoomIndex);
    clock.pass(200);
  }
  const [outcome] = outcomes;
  expect(outcome).toMatchObject({ comparedAt: 9_216 });
  expect(
    outcome!.ok && outcome!.rooms.map((room) => room.answered && room.checkpoint?.state),
  ).toEqual([undefined, "aa", "aa", "aa", "aa"]);
});

test("a second audit meanwhile is refused by name", () => {
  const { begin, outcomes, tell } = rooms();
  tell(0);
  begin();
  begin();
  expect(outcomes).toEqual([{ ok: false, refusal: "busy" }]);
  clock.pass(5_000);
  expect(outcomes[1]).toMatchObject({ ok: true });
});
