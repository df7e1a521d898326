import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { beginSettingAside, confirmSettingAside, finishSettingAside } from "./show-archive.ts";

let directory = "";
const at = new Date("2026-01-02T03:04:05.678Z");
const ending = { showId: "0123abcd", engine: "raft", rooms: 5 } as const;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-archive-"));
  mkdirSync(join(directory, "rooms", "hz-a"), { recursive: true });
  writeFileSync(join(directory, "rooms", "hz-a", "log"), "money");
  writeFileSync(join(directory, "show.json"), "{}");
  writeFileSync(join(directory, "lock.1"), "mine");
});

afterEach(() => rmSync(directory, { recursive: true }));

test("a show is moved whole, and what is the supervisor's stays", () => {
  const aside = beginSettingAside(directory, ending, at);
  expect(existsSync(join(directory, "show.json"))).toBe(true);
  confirmSettingAside(directory, 0);
  finishSettingAside(directory);
  const folder = aside.ok ? aside.folder : "";
  expect(folder).toBe(join("shows", "0123abcd-2026-01-02T03-04-05"));
  expect(readFileSync(join(directory, folder, "rooms", "hz-a", "log"), "utf8")).toBe("money");
  expect(existsSync(join(directory, folder, "show.json"))).toBe(true);
  expect(existsSync(join(directory, "rooms"))).toBe(false);
  expect(existsSync(join(directory, "lock.1"))).toBe(true);
});

test("a move that was begun and never confirmed means nothing at the next start", () => {
  expect(beginSettingAside(directory, ending, at)).toMatchObject({ ok: true });
  finishSettingAside(directory);
  expect(readdirSync(directory).toSorted()).toEqual(["lock.1", "rooms", "show.json"]);
});

test("a move that was interrupted is finished; without one nothing is touched", () => {
  finishSettingAside(directory);
  expect(existsSync(join(directory, "show.json"))).toBe(true);
  // As a crash leaves it: the note is written, and the show file moved, but no room.
  const folder = join("shows", "0123abcd-then");
  writeFileSync(join(directory, "setting-aside"), folder);
  mkdirSync(join(directory, folder), { recursive: true });
  rmSync(join(directory, "show.json"));
  finishSettingAside(directory);
  expect(existsSync(join(directory, "rooms"))).toBe(false);
  expect(existsSync(join(directory, folder, "rooms", "hz-a", "log"))).toBe(true);
  expect(existsSync(join(directory, "setting-aside"))).toBe(false);
});

test.each([
  "",
  "shows",
  "shows/../..",
  "../elsewhere",
  "shows/a/b",
  "\u0000\u0001",
  "shows/x\n",
  `shows/${"x".repeat(4_096)}`,
])("a note that holds %j is damaged: nothing is moved by it", (note) => {
  writeFileSync(join(directory, "setting-aside"), note);
  finishSettingAside(directory);
  expect(existsSync(join(directory, "show.json"))).toBe(true);
  expect(existsSync(join(directory, "rooms", "hz-a", "log"))).toBe(true);
  expect(existsSync(join(directory, "shows"))).toBe(false);
});

test.each(["setting-aside", "setting-aside.wished"])(
  "a folder in the place of %s is no note, and where none can be written nothing is begun",
  (name) => {
    mkdirSync(join(directory, name));
    expect(beginSettingAside(directory, ending, at)).toMatchObject({ ok: false });
    finishSettingAside(directory);
    expect(existsSync(join(directory, "show.json"))).toBe(true);
  },
);
