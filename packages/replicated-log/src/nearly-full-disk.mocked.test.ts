import type * as Fs from "node:fs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readMemberMark, writeMemberMark } from "./member-mark.ts";

/** As a disk on which little is left: of what it is given it takes a part, and says how much. */
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof Fs>();
  const writeSync = (file: number, content: string): number =>
    fs.writeSync(file, content.slice(0, 8));
  return { ...fs, writeSync };
});

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-nearly-full-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test("a mark that the disk takes in parts is written whole", () => {
  const mark = { show: "show-of-the-test", room: "sz-a" };
  writeMemberMark(directory, mark);
  expect(readMemberMark(directory)).toEqual(mark);
});
