import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { blockBytes } from "@cablecut/archive";
import { blockFiles } from "./block-files.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-blocks-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function blocksOf(count: number, fill: number): Uint8Array {
  return new Uint8Array(blockFiles.allocate(count * blockBytes), 0, count * blockBytes).fill(fill);
}

test("what is written past the cache is read through it, also where that had something else", async ({
  skip,
}) => {
  const path = join(folder, "segment");
  writeFileSync(path, new Uint8Array(3 * blockBytes).fill(9));
  const before = readFileSync(path);
  const file = await blockFiles.open(path);
  if (file === null) return skip("this file system is written through its cache only");
  await file.write(blocksOf(2, 1), blockBytes);
  // Cut in the middle of a block, as a room does that goes on behind what is whole.
  truncateSync(path, blockBytes + 100);
  await file.write(blocksOf(1, 2), blockBytes);
  await file.close();
  const after = readFileSync(path);
  expect(before.every((byte) => byte === 9)).toBe(true);
  expect(after.length).toBe(2 * blockBytes);
  expect(after.subarray(0, blockBytes).every((byte) => byte === 9)).toBe(true);
  expect(after.subarray(blockBytes).every((byte) => byte === 2)).toBe(true);
});

test("a file that is gone is the system's own error, and no way that is not there", async () => {
  const expected = process.platform === "linux" ? "Error: ENOENT" : "null";
  const opened = await blockFiles.open(join(folder, "none")).then(
    (file) => (file === null ? "null" : "opened"),
    (error: unknown) => String(error).slice(0, expected.length),
  );
  expect(opened).toBe(expected);
});

test("memory is as long as was asked for, also where the system has none that begins at a page", () => {
  for (const bytes of [blockBytes, 100_000, 2 * 1024 * 1024])
    expect(blockFiles.allocate(bytes).byteLength).toBeGreaterThanOrEqual(bytes);
  class Refused {
    constructor() {
      throw new RangeError("could not allocate memory");
    }
  }
  vi.stubGlobal("WebAssembly", { Memory: Refused });
  expect(blockFiles.allocate(blockBytes).byteLength).toBe(blockBytes);
  vi.unstubAllGlobals();
});
