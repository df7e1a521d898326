import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paceProfiles } from "@cablecut/failover";
import { defaultTopology } from "@cablecut/protocol";
import { openWal } from "@cablecut/wal";
import { afterEach, beforeEach, expect, test } from "vitest";
import { refusalText } from "./start-refusal.ts";
import { findRoomLogs, hasWholeLog, putInOrder, setRoomLogAside } from "./room-logs.ts";
import { openShow, type Show } from "./show-file.ts";
import { writeRoomLog } from "./testing/room-log.ts";

const rooms = defaultTopology.rooms.map(({ id }) => id);
let directory = "";
let show: Show;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-room-logs-"));
  const defaults = { topology: defaultTopology, pace: paceProfiles.keynote };
  const opened = openShow(directory, defaults, {});
  if (!opened.ok) throw new Error(opened.refusal.kind);
  opened.keep();
  ({ show } = opened);
});

afterEach(() => rmSync(directory, { recursive: true }));

function giveLog(room: string, ...files: readonly string[]): void {
  const path = join(directory, "rooms", room);
  mkdirSync(path, { recursive: true });
  for (const file of ["identity", "segment-0000000001.wal", ...files]) {
    writeFileSync(join(path, file), "");
  }
}

const find = (acceptLoss = false): ReturnType<typeof findRoomLogs> =>
  findRoomLogs(show, directory, acceptLoss);

test("in a new show an empty directory is a new room", async () => {
  const ifEmpty = Object.fromEntries(rooms.map((room) => [room, "create"]));
  expect(await find()).toEqual({ ok: true, unmark: [], lost: [], aside: [], ifEmpty });
});

test("one that ran and is empty now recovers, as one does that has not finished recovering", async () => {
  show = { ...show, roomsRan: rooms };
  for (const room of rooms.slice(0, 3)) giveLog(room);
  giveLog("sh-b", "recovering");
  const ifEmpty = Object.fromEntries(rooms.map((room) => [room, "recover"]));
  expect(await find()).toEqual({
    ok: true,
    unmark: [],
    lost: ["sh-b", "sz-a"],
    aside: [],
    ifEmpty,
  });
});

test("more than a minority without logs is refused by name", async () => {
  show = { ...show, roomsRan: rooms };
  giveLog("hz-a");
  giveLog("hz-b");
  expect(await find()).toEqual({
    ok: false,
    refusal: { kind: "logs-lost", rooms: ["sh-a", "sh-b", "sz-a"], count: 5 },
  });
});

test("whoever accepts the loss goes on with what the others hold, or anew if nobody holds anything", async () => {
  show = { ...show, roomsRan: rooms };
  await writeRoomLog(show, directory, "hz-a", 3);
  expect(await find(true)).toMatchObject({ ok: true, ifEmpty: { "sz-a": "follow" } });
  rmSync(join(directory, "rooms"), { recursive: true });
  expect(await find(true)).toMatchObject({ ok: true, ifEmpty: { "sz-a": "create" } });
});

test("whoever accepts the loss has what rooms could not recover set aside, since nobody is left to recover from", async () => {
  show = { ...show, roomsRan: rooms };
  for (const room of rooms.slice(0, 2)) await writeRoomLog(show, directory, room, 3);
  // Their directories were emptied while the show ran, and they began anew from nobody.
  for (const room of rooms.slice(2, 4)) giveLog(room, "recovering");
  const lost = rooms.slice(2);
  expect(await find()).toMatchObject({ ok: false, refusal: { kind: "logs-lost", rooms: lost } });
  expect(await find(true)).toEqual({
    ok: true,
    lost: [],
    unmark: [],
    aside: rooms.slice(2, 4),
    ifEmpty: whole("hz-a", "hz-b"),
  });
});

/** What the directories mean where these alone have anything. */
const whole = (...those: readonly string[]): unknown =>
  Object.fromEntries(rooms.map((room) => [room, those.includes(room) ? "recover" : "follow"]));

test("what the other rooms have is what an accepted loss goes on from, also where one that never ran is empty", async () => {
  show = { ...show, roomsRan: rooms.filter((room) => room !== "sz-a") };
  await writeRoomLog(show, directory, "sh-a", 3);
  const ifEmpty = whole("sh-a");
  expect(await find(true)).toEqual({ ok: true, unmark: [], lost: [], aside: [], ifEmpty });
  // It was begun and never got ready: without a mark it would stand for election as well.
  await writeRoomLog(show, directory, "sz-a", 0);
  expect(await find(true)).toEqual({ ok: true, unmark: [], lost: [], aside: ["sz-a"], ifEmpty });
});

test("after an accepted loss nothing is lost that a room still has: only logs that end last may lead, and shorter ones are set aside", async () => {
  show = { ...show, roomsRan: rooms };
  await writeRoomLog(show, directory, "hz-a", 3);
  await writeRoomLog(show, directory, "hz-b", 2);
  const ifEmpty = whole("hz-a");
  expect(await find(true)).toEqual({ ok: true, unmark: [], lost: [], aside: ["hz-b"], ifEmpty });
  // On etcd nobody votes among the rooms.
  show = { ...show, engine: "etcd" };
  expect(await find(true)).toMatchObject({ aside: [], ifEmpty: whole("hz-a", "hz-b") });
});

test("of two logs the one of the later leader is gone on from: what the longer one has beyond it was never committed", async () => {
  show = { ...show, roomsRan: rooms };
  await writeRoomLog(show, directory, "hz-a", 3);
  await writeRoomLog(show, directory, "hz-b", 2, { term: 2 });
  expect(await find(true)).toMatchObject({ aside: ["hz-a"], ifEmpty: whole("hz-b") });
});

test("a loss that was accepted is asked about again while those that began anew have not got all that is left: a start that ended early does not make it good", async () => {
  show = { ...show, roomsRan: rooms.filter((room) => room !== "sz-a") };
  await writeRoomLog(show, directory, "sh-a", 3);
  const began = ["hz-a", "hz-b", "sh-b"];
  // The start ended before sz-a had a directory: it would be a new room that may lead, and sh-a would drop what it has.
  for (const room of began) await writeRoomLog(show, directory, room, 0, { ifEmpty: "follow" });
  const refusal = { kind: "logs-lost", rooms: ["hz-a", "hz-b", "sh-b"], count: 5 };
  const fromShA = { ok: true, unmark: [], lost: [], aside: began, ifEmpty: whole("sh-a") };
  expect(await find()).toEqual({ ok: false, refusal });
  expect(await find(true)).toEqual(fromShA);
  // With a part of it they would elect one of themselves, and sh-a would drop the rest.
  for (const room of began) await writeRoomLog(show, directory, room, 2);
  expect(await find()).toEqual({ ok: false, refusal });
  expect(await find(true)).toEqual(fromShA);
  for (const room of began) await writeRoomLog(show, directory, room, 0, { hasAll: true });
  expect(await find()).toMatchObject({ ok: true, lost: [] });
});

test("where the only whole log is lost as well, those that had begun to get it have all that is left: the show goes on from the one that ends last", async () => {
  show = { ...show, roomsRan: rooms };
  for (const [room, entries] of [
    ["hz-a", 2],
    ["hz-b", 3],
    ["sh-b", 0],
  ] as const)
    await writeRoomLog(show, directory, room, entries, { ifEmpty: "follow" });
  expect(await find()).toMatchObject({ ok: false, refusal: { kind: "logs-lost" } });
  expect(await find(true)).toEqual({
    ok: true,
    lost: [],
    unmark: ["hz-b"],
    aside: ["hz-a", "sh-b"],
    ifEmpty: whole("hz-b"),
  });
  expect(await hasWholeLog(directory, "hz-b")).toBe(false);
  await putInOrder(directory, { aside: [], unmark: ["hz-b"] });
  expect(await hasWholeLog(directory, "hz-b")).toBe(true);
});

test("a loss that was accepted ends no start that nobody could lead: where the only log that was left is damaged by the next one, that is said", async () => {
  show = { ...show, roomsRan: rooms };
  // What some have of it is not all that is left: it lies in the damaged one.
  for (const [at, room] of rooms.filter((each) => each !== "sh-a").entries())
    await writeRoomLog(show, directory, room, at < 2 ? 0 : 2, { ifEmpty: "follow" });
  giveLog("sh-a");
  expect(await find()).toMatchObject({ ok: false, refusal: { kind: "logs-lost" } });
  expect(await find(true)).toMatchObject({
    ok: false,
    refusal: { kind: "no-log-readable", rooms: ["sh-a"] },
  });
  // etcd's members keep the log only as far back as a quorum's snapshots, which are gone with the rooms' directories.
  show = { ...show, engine: "etcd" };
  expect(await find(true)).toMatchObject({ ok: false, refusal: { kind: "no-log-readable" } });
});

test("a log that a process uses is there, and is not called damaged", async () => {
  show = { ...show, roomsRan: rooms };
  const identity = { room: "sh-a", show: show.showId };
  const opened = await openWal({
    directory: join(directory, "rooms", "sh-a"),
    identity,
    ifEmpty: "create",
    onFailure: ({ kind }) => expect.fail(kind),
  });
  if (!opened.ok) throw new Error(opened.refusal.kind);
  expect(await find(true)).toMatchObject({ ok: true, ifEmpty: whole("sh-a") });
  await new Promise<void>((closed) => opened.value.wal.close(closed));
});

test("where no room has anything an accepted loss begins anew, also where one never ran", async () => {
  show = { ...show, roomsRan: rooms.filter((room) => room !== "sz-a") };
  const anew = Object.fromEntries(rooms.map((room) => [room, "create"]));
  expect(await find(true)).toEqual({ ok: true, unmark: [], lost: [], aside: [], ifEmpty: anew });
});

test("an accepted loss does not help against a damaged log: it is refused by name, in both languages, before anything is changed", async () => {
  show = { ...show, roomsRan: rooms };
  giveLog("sh-a");
  const found = await find(true);
  if (found.ok) throw new Error("accepted");
  expect(found.refusal).toMatchObject({ kind: "no-log-readable", rooms: ["sh-a"] });
  const { en, zh } = refusalText(found.refusal);
  expect([en, zh].every((text) => text.includes("sh-a") && text.includes("--accept-loss"))).toBe(
    true,
  );
  // Beside one that can be read it is that room's own trouble.
  await writeRoomLog(show, directory, "hz-a", 3);
  expect(await find(true)).toMatchObject({ ok: true, aside: [] });
});

test("a room that never ran is new, also where others ran", async () => {
  show = { ...show, roomsRan: ["hz-a"] };
  giveLog("hz-a");
  expect(await find()).toMatchObject({ ifEmpty: { "hz-a": "recover", "sz-a": "create" } });
});

test("a log is set aside whole, and what is not there is left alone", async () => {
  giveLog("sz-a");
  const at = new Date("2026-01-02T03:04:05.678Z");
  const aside = await setRoomLogAside(directory, "sz-a", at);
  expect(aside).toBe(join("rooms-set-aside", "sz-a-2026-01-02T03-04-05-678"));
  expect(existsSync(join(directory, aside!, "segment-0000000001.wal"))).toBe(true);
  expect(existsSync(join(directory, "rooms", "sz-a"))).toBe(false);
  expect(await setRoomLogAside(directory, "sz-a", at)).toBeNull();
});

test("a file or a link that leads nowhere in the place of a room's directory is that room's own trouble, and can be set aside", async () => {
  show = { ...show, roomsRan: rooms };
  for (const room of rooms.slice(0, 3)) giveLog(room);
  const [one, other] = [join(directory, "rooms", "sh-b"), join(directory, "rooms", "sz-a")];
  writeFileSync(one, "no directory");
  symlinkSync(join(directory, "nowhere"), other);
  expect(await find()).toMatchObject({ ok: true, lost: ["sz-a"] });
  expect(await setRoomLogAside(directory, "sh-b", new Date())).toMatch("rooms-set-aside/sh-b-");
  expect(await setRoomLogAside(directory, "sz-a", new Date())).toMatch("rooms-set-aside/sz-a-");
  symlinkSync(one, one);
  expect(await setRoomLogAside(directory, "sh-b", new Date())).toMatch("rooms-set-aside/sh-b-");
  expect(readdirSync(join(directory, "rooms"))).toEqual(rooms.slice(0, 3));
});
