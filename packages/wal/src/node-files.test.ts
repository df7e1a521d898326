import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nodeFiles } from "./node-files.ts";

let parent: string;
let umask: number;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "cablecut-modes-"));
  // Nothing is left to what the operator's shell takes away.
  umask = process.umask(0);
});
afterEach(() => {
  process.umask(umask);
  rmSync(parent, { recursive: true, force: true });
});

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test("directories of a log are their owner's alone, and so is every file in them", async () => {
  const directory = join(parent, "rooms", "hz-a");
  await nodeFiles.makeDirectory(directory);
  for (const durable of [true, false]) {
    const path = join(directory, `durable-${durable}`);
    const file = await nodeFiles.open(path, "create", durable);
    await file.close();
    expect(modeOf(path)).toBe(0o600);
  }
  expect([join(parent, "rooms"), directory].map(modeOf)).toEqual([0o700, 0o700]);
});
