import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolder } from "./make-folder.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-make-folder-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test("what is missing of the way is made for its owner alone, and what is there stays", () => {
  const path = join(directory, "a", "b", "c");
  makeFolder(path, 0o700);
  makeFolder(path, 0o700);
  for (const made of [path, join(directory, "a")]) expect(statSync(made).mode & 0o777).toBe(0o700);
});

test("a link to a folder is a way like any other", () => {
  symlinkSync(directory, join(directory, "link"));
  makeFolder(join(directory, "link", "a"));
  expect(statSync(join(directory, "a")).isDirectory()).toBe(true);
});

test("a link that leads nowhere is refused by the system's name, and nobody waits", () => {
  symlinkSync(join(directory, "unplugged"), join(directory, "disk"));
  const refusal = expect.objectContaining({ code: "EEXIST", path: join(directory, "disk") });
  expect(() => makeFolder(join(directory, "disk"))).toThrow(refusal);
  expect(() => makeFolder(join(directory, "disk", "show", "rooms"))).toThrow(refusal);
});

test("a file in the place of a folder is refused by the system's name", () => {
  writeFileSync(join(directory, "file"), "");
  const within = join(directory, "file", "show");
  expect(() => makeFolder(within)).toThrow(
    expect.objectContaining({ code: "ENOTDIR", path: within }),
  );
  expect(() => makeFolder(join(directory, "file"))).toThrow(
    expect.objectContaining({ code: "EEXIST" }),
  );
});
