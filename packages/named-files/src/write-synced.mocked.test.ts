import type * as Fs from "node:fs";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { writeSynced } from "./write-synced.ts";

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

test("a file that the disk takes in parts is written whole", () => {
  const path = join(directory, "show.json");
  const text = `${JSON.stringify({ pin: "480915", roomsRan: ["hz-a", "hz-b"] })}\n`;
  writeSynced(path, text);
  expect(readFileSync(path, "utf8")).toBe(text);
});
