import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paceProfiles } from "@cablecut/failover";
import { defaultTopology } from "@cablecut/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { noteRoomRan, openShow, presenterPinHash, type ShowWishes } from "./show-file.ts";

let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-show-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

function open(wishes: ShowWishes = {}): ReturnType<typeof openShow> {
  const defaults = { topology: defaultTopology, pace: paceProfiles.keynote };
  const outcome = openShow(directory, defaults, wishes);
  if (outcome.ok) outcome.keep();
  return outcome;
}

function opened(): Extract<ReturnType<typeof openShow>, { ok: true }> {
  const outcome = open();
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusal.kind}`);
  return outcome;
}

test("a second start goes on with the same show", () => {
  const { show, continued } = opened();
  expect(continued).toBe(false);
  expect(opened()).toMatchObject({ ok: true, show, continued: true });
});

test("two shows differ in their id, their key and their salt", () => {
  const first = opened().show;
  rmSync(join(directory, "show.json"));
  const second = opened().show;
  expect(second.showId).not.toBe(first.showId);
  expect(second.receiptKey).not.toBe(first.receiptKey);
  expect(second.reportKey).not.toBe(first.reportKey);
  expect(second.consoleKey).not.toBe(first.consoleKey);
  expect(second.linkSecret).not.toBe(first.linkSecret);
  expect(second.presenterSalt).not.toBe(first.presenterSalt);
});

test("a show keeps the pace it began with, whatever is wished later: its log starts from it", () => {
  open({ pace: paceProfiles.booth });
  expect(open({ pace: paceProfiles.keynote })).toMatchObject({
    continued: true,
    show: { pace: paceProfiles.booth },
  });
});

test("only the owner can read the secrets", () => {
  open();
  expect(statSync(join(directory, "show.json")).mode & 0o777).toBe(0o600);
});

test("a wished PIN replaces the old one and stays", () => {
  open({ pin: "480915" });
  expect(open()).toMatchObject({ show: { pin: "480915" } });
  open({ pin: "abcdef" });
  expect(open()).toMatchObject({ show: { pin: "abcdef" } });
});

test("a new PIN raises the generation of console sessions, the same one again does not", () => {
  const first = opened().show;
  expect(first.pinGeneration).toBe(1);
  open({ pin: "480915" });
  open({ pin: "480915" });
  expect(opened().show).toMatchObject({ pinGeneration: 2, consoleKey: first.consoleKey });
});

test("a show of an earlier version gets the secrets that it lacks when it goes on, and keeps them", () => {
  const now = opened().show;
  const { showId, createdAt, topology, pace, receiptKey, presenterSalt, pin } = now;
  const earlier = { format: 1, showId, createdAt, topology, pace, receiptKey, presenterSalt, pin };
  writeFileSync(join(directory, "show.json"), JSON.stringify(earlier));
  const { show } = opened();
  // Nobody noted which of its rooms ran: an empty one among them is not taken for new.
  const roomsRan = defaultTopology.rooms.map(({ id }) => id);
  expect(show).toMatchObject({ ...earlier, pinGeneration: 1, roomsRan });
  expect(show.reportKey).toMatch(/^[0-9a-f]{64}$/);
  expect(show.consoleKey).toMatch(/^[0-9a-f]{64}$/);
  expect(show.linkSecret).toMatch(/^[0-9a-f]{64}$/);
  expect(opened().show).toEqual(show);
});

test("a shorter PIN of an earlier version is replaced when the show goes on, and whoever knew it logs in again", () => {
  const { show } = opened();
  writeFileSync(join(directory, "show.json"), JSON.stringify({ ...show, pin: "4809" }));
  const after = opened().show;
  expect(after.pin).toMatch(/^\d{6}$/);
  expect(after.pinGeneration).toBe(2);
});

test.each(["12345", "1234567890123", "12 34", "密码密码"])("the PIN %s is refused", (pin) => {
  expect(open({ pin })).toMatchObject({ ok: false, refusal: { kind: "bad-pin" } });
});

test.each([
  ["", "is not JSON"],
  ["[]", "must be an object"],
  ['{"format":1,', "is not JSON"],
  ["{}", "format"],
])("a show.json with %j is refused and left as it is", (text, reason) => {
  const path = join(directory, "show.json");
  writeFileSync(path, text);
  expect(open()).toMatchObject({
    ok: false,
    refusal: { kind: "show-file-damaged", path, reason: { en: expect.stringContaining(reason) } },
  });
  expect(readFileSync(path, "utf8")).toBe(text);
});

test("a show.json of a newer build is named as that, and one that is a folder as that", () => {
  const path = join(directory, "show.json");
  writeFileSync(path, '{"format":2}');
  expect(open()).toEqual({ ok: false, refusal: { kind: "show-file-newer", path, found: 2 } });
  rmSync(path);
  mkdirSync(path);
  expect(open()).toMatchObject({
    refusal: { kind: "show-file-damaged", path, reason: { en: "it is no file", zh: "不是文件" } },
  });
});

test("a room that was ready once is noted for good, and once", () => {
  const { show } = opened();
  expect(show.roomsRan).toEqual([]);
  const noted = noteRoomRan(directory, show, "sz-a");
  expect(noteRoomRan(directory, noted, "sz-a")).toBe(noted);
  expect(opened().show.roomsRan).toEqual(["sz-a"]);
});

test("rooms with data but without their show are never given a new one", () => {
  mkdirSync(join(directory, "rooms", "hz-a"), { recursive: true });
  expect(open()).toMatchObject({ ok: false, refusal: { kind: "show-file-missing" } });
});

test("a show keeps its rooms", () => {
  open();
  const topology = { ...defaultTopology, cutCity: "sh" };
  expect(open({ topology })).toMatchObject({ ok: false, refusal: { kind: "other-topology" } });
  expect(open({ topology: structuredClone(defaultTopology) }).ok).toBe(true);
});

test("the gateway is told a hash that depends on the PIN and on the salt", () => {
  const hashes = [
    presenterPinHash({ presenterSalt: "00ff", pin: "480915" }),
    presenterPinHash({ presenterSalt: "00ff", pin: "2627" }),
    presenterPinHash({ presenterSalt: "00fe", pin: "480915" }),
  ];
  expect(new Set(hashes).size).toBe(3);
  for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/);
});
