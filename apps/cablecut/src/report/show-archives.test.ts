import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLedger } from "@cablecut/ledger";
import { nodeFiles } from "@cablecut/wal";
import { afterEach, expect, test, vi } from "vitest";
import { differencesOf } from "./archive-differences.ts";
import { sha256 } from "./held-archive.ts";
import { HeldChains } from "./held-chains.ts";
import { readShowArchives, type ShowArchives } from "./show-archives.ts";
import { archiveIn, writeLateEntries } from "./testing/archive-in.ts";
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
      // Each room's turn looks twice; behind the last one's the merged archives are read again.
      if (looks === look)
        for (const room of rooms) rmSync(archiveOf(directory, room), { recursive: true });
      return list(path);
    });
  };
  goesAt(11, "hz-a");
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

async function archivesOf(directory: string): Promise<ShowArchives> {
  const read = await readShowArchives(show, directory);
  if (!read.ok || read.archives === null) throw new Error("nothing was read");
  return read.archives;
}

function directoryFor(): string {
  const directory = mkdtempSync(join(tmpdir(), "cablecut-report-"));
  directories.push(directory);
  return directory;
}

test("of a folder that is there and cannot be listed the system's word is told; one that is not there is none", async () => {
  const directory = await played(false);
  rmSync(archiveOf(directory, "hz-a"), { recursive: true });
  rmSync(archiveOf(directory, "hz-b"), { recursive: true });
  writeFileSync(archiveOf(directory, "hz-b"), "no folder");
  const read = await readShowArchives(show, directory);
  expect(read).toMatchObject({ ok: true, unreadable: [{ room: "hz-b", code: "ENOTDIR" }] });
  expect(read.ok && read.archives?.transfers.rooms.map(({ room }) => room)).toEqual([2, 3, 4]);
});

test("archives whose first entry is the hundred millionth are read as those of a new show", async () => {
  const directory = directoryFor();
  const before = 100_000_000;
  const entries = 70_000;
  for (const room of ["hz-a", "hz-b"]) {
    const ledger = createLedger({ topology: show.topology, pace: show.pace, sha256 });
    const limits = { genesisChain: ledger.chainHash(), segmentBytes: 2 ** 23, hasGaps: true };
    const archive = await archiveIn(directory, { show: show.showId, room }, limits);
    await writeLateEntries(archive, ledger, { before, entries });
  }
  const { transfers, rows, log } = await archivesOf(directory);
  expect(transfers.gaps).toEqual([{ from: 1, to: before, reason: "not-written" }]);
  expect(transfers.sources).toEqual([{ from: before + 1, to: before + entries, room: 0 }]);
  expect(transfers.rooms.map(({ differsAt }) => differsAt)).toEqual([null, null]);
  expect([rows, log]).toEqual([[], null]);
});

test("what each archive lacks is read from another one: every row, and the log applied to its end", async () => {
  const whole = await archivesOf(await played(false));
  const directory = directoryFor();
  // Of all entries each room lacks a fifth, and the one behind each gap, with which it begins anew.
  const lacks = (room: number, entry: number): boolean => Math.floor((entry - 1) / 10) % 5 === room;
  await SmallShow.in(directory, { lacks });
  const { transfers, rows, log } = await archivesOf(directory);
  expect(transfers.gaps).toEqual([]);
  expect(transfers.sources.slice(0, 3)).toEqual([
    { from: 1, to: 40, room: 4 },
    { from: 41, to: 70, room: 2 },
    { from: 71, to: 100, room: 0 },
  ]);
  expect(rows).toEqual(whole.rows);
  expect(log).toEqual({ ...whole.log, chains: log?.chains });
});

test("what no archive holds is a gap: the rows behind it are there, and the log is applied up to it", async () => {
  const whole = await archivesOf(await played(false));
  const directory = directoryFor();
  await SmallShow.in(directory, {
    lacks: (room, entry) => (entry > 30 && entry < 32) || (room < 2 && entry > 600),
  });
  const { transfers, rows, log } = await archivesOf(directory);
  expect(transfers.gaps).toEqual([{ from: 31, to: 32, reason: "not-written" }]);
  expect(transfers.lastEntry).toBe(1_025);
  const held = whole.rows.filter(({ entry }) => entry <= 30 || entry > 32);
  const asKnown = (row: (typeof rows)[number]) => ({ ...row, who: "" });
  expect(rows.map(asKnown)).toEqual(held.map(asKnown));
  expect(log?.lastEntry).toBe(30);
});

test("an archive of another log is named with the entry from which it differs, and nothing is read from there on", async () => {
  const directory = await played(false);
  const whole = await archivesOf(directory);
  const other = directoryFor();
  await SmallShow.in(other, { lastCents: 43 });
  const paid = whole.rows.findLast(({ amountCents }) => amountCents === 42)?.entry ?? 0;
  // Of the first room, which would be read otherwise.
  rmSync(archiveOf(directory, "hz-a"), { recursive: true });
  cpSync(archiveOf(other, "hz-a"), archiveOf(directory, "hz-a"), { recursive: true });
  const { transfers, rows, log } = await archivesOf(directory);
  expect(transfers.rooms.map(({ differsAt }) => differsAt)).toEqual([paid, null, null, null, null]);
  expect(transfers.sources.map(({ room }) => room)).not.toContain(0);
  expect(rows).toEqual(whole.rows);
  expect(log).toEqual(whole.log);
});

test("two archives that have no entry in common must still fit where one ends and the other begins", async () => {
  const whole = await archivesOf(await played(false));
  const paid = whole.rows.findLast(({ amountCents }) => amountCents === 42)?.entry ?? 0;
  const joinedAt = async (end: number): Promise<ShowArchives> => {
    const [directory, other] = [directoryFor(), directoryFor()];
    await SmallShow.in(directory, { lacks: (room, entry) => room > 0 || entry > end });
    // It is taken again only behind the first entry that comes after a gap.
    await SmallShow.in(other, { lastCents: 43, lacks: (_, entry) => entry < end });
    rmSync(archiveOf(directory, "hz-b"), { recursive: true });
    cpSync(archiveOf(other, "hz-b"), archiveOf(directory, "hz-b"), { recursive: true });
    return archivesOf(directory);
  };
  // Before the payment that is another one both logs are the same.
  const one = await joinedAt(paid - 1);
  expect(one.transfers.rooms.map(({ differsAt }) => differsAt)).toEqual([null, null]);
  expect(one.transfers.sources).toMatchObject([
    { to: paid - 1, room: 0 },
    { from: paid, room: 1 },
  ]);
  expect(one.rows.find(({ entry }) => entry === paid)).toMatchObject({ amountCents: 43 });
  const two = await joinedAt(paid);
  expect(two.transfers.rooms.map(({ differsAt }) => differsAt)).toEqual([null, paid]);
  expect(two.transfers).toMatchObject({ sources: [{ to: paid, room: 0 }], lastEntry: paid });
});

test("at each entry the most decide what the log is, and whoever differed is asked no more", () => {
  const of = (...given: readonly number[]) => {
    const chains = new HeldChains();
    for (const [at, chain] of given.entries())
      chains.set(1 + at, Uint8Array.of(chain, 0, 0, 0, 0, 0, 0, 0));
    return { chains };
  };
  expect(differencesOf([of(1, 2, 3), of(1, 2, 3), of(1, 0, 3)])).toEqual([null, null, null]);
  expect(differencesOf([of(1, 9, 8), of(1, 2, 3), of(1, 2, 3)])).toEqual([2, null, null]);
  expect(differencesOf([of(1, 9), of(1, 2)])).toEqual([null, 2]);
  // The two that went another way from the first entry on are no most at the second.
  expect(differencesOf([of(7, 8), of(7, 8), of(1, 2), of(1, 2), of(1, 0)])).toEqual([
    1,
    1,
    null,
    null,
    null,
  ]);
  expect(differencesOf([])).toEqual([]);
});
