import type * as Fs from "node:fs";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { writeSynced } from "./write-synced.ts";

const disk = vi.hoisted(() => ({ isFull: false }));

/**
 * As a disk on which little is left: of what it is given it takes a part, and says how much. One that is full says so at the
 * latest when it is to keep it.
 */
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof Fs>();
  const writeSync = (file: number, content: string): number =>
    fs.writeSync(file, content.slice(0, 8));
  const fsyncSync = (file: number): void => {
    if (!disk.isFull) return fs.fsyncSync(file);
    throw Object.assign(new Error("ENOSPC: no space left on device, fsync"), { code: "ENOSPC" });
  };
  return { ...fs, writeSync, fsyncSync };
});

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-nearly-full-"));
});
afterEach(() => {
  disk.isFull = false;
  rmSync(directory, { recursive: true });
});

test("a file that the disk takes in parts is written whole", () => {
  const path = join(directory, "show.json");
  const text = `${JSON.stringify({ pin: "480915", roomsRan: ["hz-a", "hz-b"] })}\n`;
  writeSynced(path, text);
  expect(readFileSync(path, "utf8")).toBe(text);
});

test("of a file that the disk does not take nothing is left on it, and the one before stays", () => {
  const path = join(directory, "show.json");
  writeSynced(path, "before");
  disk.isFull = true;
  expect(() => writeSynced(path, "after")).toThrow("ENOSPC");
  expect(readdirSync(directory)).toEqual(["show.json"]);
  expect(readFileSync(path, "utf8")).toBe("before");
});
