import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFiles } from "@cablecut/wal";
import { afterEach, expect, test, vi } from "vitest";
import { readShowArchives } from "./show-archives.ts";
import { show, SmallShow } from "./testing/small-show.ts";

const directories: string[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

async function played(endsNewer: boolean): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "cablecut-report-"));
  directories.push(directory);
  await SmallShow.in(directory, { endsNewer });
  return directory;
}

test("entries that a newer program wrote are refused by name, never left out of a report", async () => {
  expect(await readShowArchives(show, await played(false))).toMatchObject({ ok: true });
  expect(await readShowArchives(show, await played(true))).toEqual({
    ok: false,
    refusal: "newer-payloads",
  });
});

const archiveOf = (directory: string, room: string): string =>
  join(directory, "rooms", room, "archive");

test("an archive that goes while it is read is none that a report tells of", async () => {
  const directory = await played(false);
  const whole = await readShowArchives(show, directory);
  const list = nodeFiles.list.bind(nodeFiles);
  let looks = 0;
  const goesAt = (look: number, ...rooms: readonly string[]): void => {
    looks = 0;
    vi.spyOn(nodeFiles, "list").mockImplementation((path) => {
      looks += 1;
      // Behind the last room's turn the best of them is read again.
      if (looks === look)
        for (const room of rooms) rmSync(archiveOf(directory, room), { recursive: true });
      return list(path);
    });
  };
  goesAt(6, "hz-a");
  const others = await readShowArchives(show, directory);
  if (!whole.ok || !others.ok || others.archives === null) throw new Error("nothing was read");
  expect(others.archives.rows).toEqual(whole.archives?.rows);
  expect(others.archives.transfers.rooms.map(({ room }) => room)).toEqual([1, 2, 3, 4]);
});

test("a first file that is there and cannot be read is damaged; only one that is gone was dropped", async () => {
  const directory = mkdtempSync(join(tmpdir(), "cablecut-report-"));
  directories.push(directory);
  await SmallShow.in(directory, { segmentBytes: 32 * 1024 });
  const segment = join(archiveOf(directory, "hz-a"), "archive-00000001.seg");
  const reasons = async (): Promise<unknown> => {
    const read = await readShowArchives(show, directory);
    return read.ok ? read.archives?.transfers.rooms[0]?.gaps.map(({ reason }) => reason) : null;
  };
  expect(await reasons()).toEqual([]);
  rmSync(segment);
  expect(await reasons()).toEqual(["dropped"]);
  mkdirSync(segment);
  expect(await reasons()).toEqual(["damaged"]);
});

test.each([
  ["folder", (path: string) => mkdirSync(path)],
  ["pipe that nobody writes into", (path: string) => spawnSync("mkfifo", [path])],
])("a %s where a file of an archive belongs is a room without one", async (_, make) => {
  const directory = await played(false);
  const segment = join(archiveOf(directory, "hz-a"), "archive-00000001.seg");
  rmSync(segment);
  make(segment);
  const read = await readShowArchives(show, directory);
  if (!read.ok || read.archives === null) throw new Error("nothing was read");
  expect(read.archives.transfers.rooms.map(({ room }) => room)).toEqual([1, 2, 3, 4]);
});
