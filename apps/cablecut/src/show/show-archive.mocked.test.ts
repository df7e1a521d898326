import type * as Fs from "node:fs";
import { existsSync, mkdtempSync, rmSync, type StatsFs } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { beginSettingAside } from "./show-archive.ts";

/** What the file system says of itself, in blocks of a MiB. */
const disk = vi.hoisted(() => ({ blocks: 0, bavail: 0 }));
vi.mock("node:fs", async (original) => ({
  ...(await original<typeof Fs>()),
  statfsSync: () => ({ ...disk, bsize: 1024 * 1024 }) as StatsFs,
}));

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-little-space-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test.each([
  ["raft", 32],
  ["etcd", 640],
] as const)("a new show of %s is begun only where %i MiB are left", (engine, mebibytes) => {
  const begin = () =>
    beginSettingAside(directory, { showId: "0123abcd", engine, rooms: 5 }, new Date());
  Object.assign(disk, { blocks: 4_096, bavail: mebibytes - 1 });
  expect(begin()).toEqual({
    ok: false,
    reason: { en: `less than ${mebibytes} MiB are left`, zh: `剩余空间不足${mebibytes} MiB` },
  });
  expect(existsSync(join(directory, "setting-aside.wished"))).toBe(false);
  Object.assign(disk, { bavail: mebibytes });
  expect(begin()).toMatchObject({ ok: true });
});

test("a file system that does not say how large it is refuses no new show", () => {
  Object.assign(disk, { blocks: 0, bavail: 0 });
  const ending = { showId: "0123abcd", engine: "raft", rooms: 5 } as const;
  expect(beginSettingAside(directory, ending, new Date())).toMatchObject({ ok: true });
});
