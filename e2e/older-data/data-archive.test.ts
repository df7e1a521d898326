import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { archiveOf, unpackArchive } from "./data-archive.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-archive-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("files come back byte by byte, the zeros at their end included; what is not meant stays out", () => {
  const from = join(folder, "from");
  const to = join(folder, "to");
  mkdirSync(join(from, "rooms/hz-a"), { recursive: true });
  const files = {
    "rooms/hz-a/segment.wal": Buffer.concat([Buffer.from("log\0more"), Buffer.alloc(5_000_000)]),
    "rooms/hz-a/empty": Buffer.alloc(0),
    "rooms/hz-a/zeros": Buffer.alloc(70_000),
    "show.json": Buffer.from('{"name":"杭州"}\n'),
  };
  for (const [path, bytes] of Object.entries(files)) writeFileSync(join(from, path), bytes);
  writeFileSync(join(from, "running.json"), "no part of it");

  const archive = archiveOf(from, (path) => path !== "running.json");
  expect(archive.length).toBeLessThan(1_000);
  unpackArchive(archive, to);
  for (const [path, bytes] of Object.entries(files)) {
    expect(readFileSync(join(to, path)).equals(bytes), path).toBe(true);
  }
  expect(() => readFileSync(join(to, "running.json"))).toThrow("ENOENT");
});
