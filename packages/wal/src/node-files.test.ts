import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
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

test("a folder that cannot be made is refused by the system's name, and nobody waits", async () => {
  symlinkSync(join(parent, "unplugged"), join(parent, "disk"));
  await expect(nodeFiles.makeDirectory(join(parent, "disk", "rooms"))).rejects.toMatchObject({
    code: "EEXIST",
    path: join(parent, "disk"),
  });
  writeFileSync(join(parent, "file"), "");
  await expect(nodeFiles.makeDirectory(join(parent, "file"))).rejects.toMatchObject({
    code: "EEXIST",
  });
});

test("a folder that is there already, or that two make at once, is made once and refused to neither", async () => {
  const path = join(parent, "rooms", "hz-a", "wal");
  await Promise.all([nodeFiles.makeDirectory(path), nodeFiles.makeDirectory(path)]);
  await nodeFiles.makeDirectory(path);
  expect(statSync(path).isDirectory()).toBe(true);
});

test("where a file system takes no folders nobody waits either", async ({ skip }) => {
  skip(!existsSync("/proc/self"), "there is no /proc");
  await expect(nodeFiles.makeDirectory("/proc/rooms/hz-a")).rejects.toMatchObject({
    code: "ENOENT",
    path: "/proc/rooms",
  });
});
