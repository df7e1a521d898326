import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultTopology, type Pace, type RoomIndex } from "@cablecut/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SmallShow } from "../older-data/small-show.ts";
import { bundle } from "../processes/bundle.ts";
import { buildNewer, newestVersionHere } from "../processes/newer-build.ts";

const startMs = 120_000;
const people = 20;
/** A room that is started again is back before anybody misses it. */
const patient: Pace = {
  name: "custom",
  heartbeatMs: 100,
  suspectMs: 5_000,
  leaseMs: 500,
  moveIntervalMs: 0,
};
const here = newestVersionHere();
const newer = here + 1;
const rooms = defaultTopology.rooms.map(({ id }) => id);

let folder: string;
let newerRoom: string;
let show: SmallShow;
/** Everybody pays until it is false. */
let paying = true;
let crowd: Promise<void>;
let rounds = 0;

/** A payment that ends in any other way than booked fails the test; one that does not end throws. */
async function payOn(): Promise<void> {
  const { attendees } = show;
  while (paying) {
    const results = attendees.people.map(async (payer, at) => {
      const payee = attendees.people[(at + 1) % people]!;
      return (await attendees.pay(payer, payee.account, 100)).result;
    });
    expect(new Set(await Promise.all(results))).toEqual(new Set(["booked"]));
    rounds += 1;
  }
}

async function goesOnPaying(): Promise<void> {
  const before = rounds;
  await show.untilTrue("everybody goes on paying", () => rounds > before + 2);
}

/** Stops a room as systemd does, and starts it in another build. */
async function restartAs(room: number, script: string): Promise<void> {
  const process = show.rooms.rooms[room]!;
  const bootBefore = show.line.status(room as RoomIndex)?.boot;
  await process.terminate();
  process.runs(script);
  await process.start();
  await show.untilTrue(`${rooms[room]} is back`, () => {
    const status = show.line.status(room as RoomIndex);
    return status !== null && status.boot !== bootBefore && status.ready;
  });
}

const told = (what: "reads" | "writes"): (number | undefined)[] =>
  show.line.statuses.map((status) => status?.payloads?.[what]);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-upgrade-"));
  newerRoom = await buildNewer("room", folder);
  show = await SmallShow.start({
    showId: `upgrade-${randomBytes(4).toString("hex")}`,
    topology: defaultTopology,
    pace: patient,
    linkSecret: randomBytes(32).toString("hex"),
    receiptKey: randomBytes(32).toString("hex"),
    dataDirectory: join(folder, "data"),
  });
  await show.attendees.open(people);
  crowd = payOn();
  // Looked at when the story ends.
  crowd.catch(() => undefined);
}, startMs);

afterAll(async () => {
  paying = false;
  await crowd.catch(() => undefined);
  await show.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("four rooms are upgraded one after the other while everybody pays: the newer version is not written yet", async () => {
  for (const room of [0, 1, 2, 3]) {
    await restartAs(room, newerRoom);
    await goesOnPaying();
  }
  await show.untilTrue("they say what they read", () => told("reads").includes(newer));
  expect(told("reads")).toEqual([newer, newer, newer, newer, here]);
  expect(told("writes")).toEqual(rooms.map(() => here));
});

test("so a room goes back to the older build, and works on", async () => {
  await restartAs(3, bundle("room"));
  await goesOnPaying();
  expect(told("writes")).toEqual(rooms.map(() => here));
  await restartAs(3, newerRoom);
});

test("the last room is upgraded: now all of them write the newer version", async () => {
  await restartAs(4, newerRoom);
  await show.untilTrue("all write it", () => told("writes").every((each) => each === newer));
  expect(told("reads")).toEqual(rooms.map(() => newer));
  await goesOnPaying();
  expect(told("writes")).toEqual(rooms.map(() => newer));
});

test("a room that goes back now stops by name, says what to do, and differs from nobody; nobody's payment fails", async () => {
  const back = show.rooms.rooms[4]!;
  await back.terminate();
  back.runs(bundle("room"));
  // It may have said that it is ready before it meets the first of them.
  await back.start().catch(() => undefined);
  await show.untilTrue("it has stopped", () => !back.isRunning);
  expect(back.lastWords()).toMatch(
    new RegExp(
      `entry \\d+ has payload version ${newer}, .* up to ${here}: start the newer program that wrote it`,
    ),
  );
  await goesOnPaying();
  await restartAs(4, newerRoom);
  await goesOnPaying();
});

test("every room has everybody's money and receipts, to the cent, and none diverged", async () => {
  paying = false;
  await crowd;
  const { attendees, line } = show;
  await show.untilTrue("every room has applied every payment", () =>
    line.statuses.every((status) => (status?.appliedIndex ?? 0) >= attendees.lastIndex),
  );
  for (const room of show.roomIndexes) {
    expect(await show.ask(room, { kind: "audit" })).toMatchObject({ kind: "audited", sound: true });
    for (const { account, receipts, sequence } of attendees.people) {
      const read = await show.ask(room, { kind: "stale-read", account });
      expect(read).toMatchObject({ account: { lastSequence: sequence } });
      const checked = await show.ask(room, { kind: "verify", receipts: receipts.slice(1) });
      expect(checked).toMatchObject({ checks: receipts.slice(1).map(() => "verified") });
    }
  }
  expect(line.statuses.map((status) => status?.diverged)).toEqual(rooms.map(() => false));
  expect(show.rooms.crashes.filter((what) => !what.includes("ended by itself (2)"))).toEqual([]);
});
