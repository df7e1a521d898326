import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepRehearsed, rehearsedBefore } from "./rehearsed-before.ts";
import { beginSettingAside, confirmSettingAside, finishSettingAside } from "./show-archive.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-rehearsed-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test("a rehearsal outlives the show that it was played in, which a reset sets aside", () => {
  expect(rehearsedBefore(directory)).toBeNull();
  writeFileSync(join(directory, "show.json"), "{}");
  beginSettingAside(directory, { showId: "0123abcd", engine: "raft", rooms: 5 }, new Date());
  confirmSettingAside(directory, 2);
  finishSettingAside(directory);
  expect(rehearsedBefore(directory)).toBe(2);
  keepRehearsed(directory, 0);
  expect(rehearsedBefore(directory)).toBe(2);
  // A dress rehearsal in the morning is made beside the two of the evening before.
  keepRehearsed(directory, 1);
  expect(rehearsedBefore(directory)).toBe(3);
  keepRehearsed(directory, 999_999);
  expect(rehearsedBefore(directory)).toBe(999_999);
});

test("what cannot be read or written there hinders no show", () => {
  writeFileSync(join(directory, "rehearsed.json"), '{"cuts":"many"}');
  expect(rehearsedBefore(directory)).toBeNull();
  rmSync(join(directory, "rehearsed.json"));
  mkdirSync(join(directory, "rehearsed.json"));
  expect(() => keepRehearsed(directory, 2)).not.toThrow();
  expect(rehearsedBefore(directory)).toBeNull();
});
