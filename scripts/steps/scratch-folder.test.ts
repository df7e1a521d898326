import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { scratchFolder } from "./scratch-folder.ts";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "cablecut-scratch-"));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

test("a scratch folder is its own, and gone with everything in it when it is removed", () => {
  const [one, other] = [scratchFolder(parent), scratchFolder(parent)];
  expect(one.path).not.toBe(other.path);
  expect(one.inMemory).toBe(false);
  writeFileSync(join(one.path, "data"), "money");
  one.remove();
  expect([existsSync(one.path), existsSync(other.path)]).toEqual([false, true]);
});

test("it lies in memory or among temporary files, and says which", () => {
  const folder = scratchFolder();
  expect(dirname(folder.path)).toBe(folder.inMemory ? "/dev/shm" : tmpdir());
  folder.remove();
});
