import { describe, expect, test } from "vitest";
import { archiveReader, type ArchiveItem, type ArchiveSource } from "./archive-reader.ts";
import {
  ArchivedRoom,
  directory,
  owner,
  sha256,
  sourceOf,
  told,
  toldOf,
} from "./testing/archived-room.ts";
import { headBytes, readHead, segmentNumbers } from "./format.ts";
import { blockBytes } from "./files.ts";
import { MemoryFiles, writingWays, type WritingWay } from "./testing/memory-files.ts";

const [canary, till, other] = [0, 1, 2];

/** Small segments, of whole blocks where they are written in blocks. */
function limitsOf(way: WritingWay): { segmentBytes: number; bytesMax: number } {
  const segmentBytes = way === "through the cache" ? 2_048 : 4_096;
  return { segmentBytes, bytesMax: 4 * segmentBytes };
}

async function pay(room: ArchivedRoom): Promise<void> {
  room.pay([canary, till, 1], [other, till, 2]);
  await room.wait();
}

/** A room whose archive is full: each further segment takes the file of its oldest one. */
async function roomWithFullArchive(way: WritingWay): Promise<ArchivedRoom> {
  const room = new ArchivedRoom(new MemoryFiles(way));
  expect(await room.open(limitsOf(way))).toBe("opened");
  while (!room.files.contents.has(`${directory}/archive-00000006.seg`)) await pay(room);
  return room;
}

function bytesOf(files: MemoryFiles): number {
  return [...files.contents.values()].reduce((sum, { length }) => sum + length, 0);
}

async function read(source: ArchiveSource): Promise<ArchiveItem[]> {
  const items: ArchiveItem[] = [];
  for await (const item of archiveReader(source, owner, sha256)) items.push(item);
  return items;
}

/** "1..n dropped" first, and then every entry up to the last one. */
function expectWhole(items: readonly ArchiveItem[], room: ArchivedRoom, last: number): void {
  const [gap, ...entries] = items;
  expect(gap).toEqual({ kind: "gap", from: 1, to: last - entries.length, reason: "dropped" });
  expect(entries.length).toBeGreaterThan(10);
  expect(entries.map(told)).toEqual(room.made.slice(last - entries.length, last).map(toldOf));
}

/** Another process opens what is there and has the log's entries once more. */
async function expectGoesOn(files: MemoryFiles, room: ArchivedRoom): Promise<void> {
  const again = new ArchivedRoom(files);
  expect(await again.open(limitsOf(files.way))).toBe("opened");
  for (const { payload } of room.made) again.apply(payload);
  await again.wait();
  expectWhole(await again.read(), again, room.made.length);
  const heads = [...files.contents]
    .toSorted(([one], [two]) => one.localeCompare(two))
    .map(([, bytes]) => readHead(new Uint32Array(bytes.slice(0, headBytes).buffer)));
  expect(heads.map((head) => head?.segment)).toEqual(segmentNumbers(await files.list(directory)));
  expect(again.notices).toEqual([]);
}

describe.each(writingWays)("a file that is overwritten by the next segment, %s", (way) => {
  const small = limitsOf(way);
  /** What is written of it if its process is killed, at any moment. */
  const step = way === "in blocks" ? blockBytes : 4;
  test("read, or killed, at any byte of any write: nothing of what it held before, nothing half", async () => {
    const room = await roomWithFullArchive(way);
    const begun = new Set<string>();
    for (let payments = 0; payments < 40; payments++) {
      const written = room.made.length;
      room.files.held = true;
      await pay(room);
      let writes = 0;
      for (; room.files.waitingBytes > 0; writes++) {
        for (let bytes = 0; bytes <= room.files.waitingBytes; bytes += step) {
          const files = room.files.after(bytes);
          const items = await read(sourceOf(files));
          const last = items.at(-1);
          const isWritten = last?.kind === "entry" && last.index === written + 1;
          expectWhole(items, room, isWritten ? written + 1 : written);
          if (bytes % (5 * step) === 0) await expectGoesOn(files, room);
        }
        room.files.releaseOne();
        await room.wait();
      }
      expect(writes).toBeGreaterThan(0);
      room.files.release();
      for (const path of room.files.contents.keys()) begun.add(path);
    }
    // A segment began in between as well.
    expect(begun.size).toBeGreaterThan(4);
    expect(room.files.blocksTaken > 0).toBe(way === "in blocks");
  });

  test("is as long as what it holds, once the next one begins or the room stops", async () => {
    const room = await roomWithFullArchive(way);
    for (let payments = 0; payments < 30; payments++) {
      await pay(room);
      expect(bytesOf(room.files)).toBeLessThanOrEqual(small.bytesMax);
    }
    await room.archive?.close();
    const whole = (await room.read()).map(told);
    for (const [path, bytes] of room.files.contents) {
      const cut = new MemoryFiles();
      for (const [each, contents] of room.files.contents) cut.contents.set(each, contents);
      cut.contents.set(path, bytes.slice(0, -4));
      expect((await read(sourceOf(cut))).map(told)).not.toEqual(whole);
    }
  });

  test("while somebody reads it, is one that was dropped", async () => {
    const room = await roomWithFullArchive(way);
    const names = await room.files.list(directory);
    const oldest = [...names].sort()[0]!;
    const whole = sourceOf(room.files);
    const items = await read({
      ...whole,
      read: async (name) => {
        const before = await whole.read(name);
        if (before === null || name !== oldest || !room.files.contents.has(`${directory}/${name}`))
          return before;
        while (room.files.contents.has(`${directory}/${name}`)) await pay(room);
        for (let payments = 0; payments < 10; payments++) await pay(room);
        const newest = (await room.files.list(directory)).toSorted().at(-1)!;
        const overwritten = room.files.contents.get(`${directory}/${newest}`)!;
        const mixed = before.slice();
        mixed.set(overwritten.subarray(900, mixed.length), 900);
        return mixed;
      },
    });
    const last = items.at(-1);
    expectWhole(items, room, last?.kind === "entry" ? last.index : 0);
  });

  test("behind one that is damaged, does not make that one dropped", async () => {
    const room = await roomWithFullArchive(way);
    const [first = "", second = ""] = [...(await room.files.list(directory))].sort();
    const whole = sourceOf(room.files);
    const items = await read({
      ...whole,
      read: async (name) => {
        if (name === second) return null;
        const bytes = await whole.read(name);
        return name === first ? (bytes?.fill(0, 0, headBytes) ?? null) : bytes;
      },
    });
    expect(items[0]).toMatchObject({ kind: "gap", from: 1, reason: "damaged" });
  });

  test.each(["taken away", "not to be renamed"] as const)(
    "that cannot be had is not waited for, the next one is a new one: %s",
    async (how) => {
      const room = await roomWithFullArchive(way);
      const [oldest = ""] = [...room.files.contents.keys()].sort();
      if (how === "taken away") room.files.contents.delete(oldest);
      else room.files.isFixed = true;
      for (let payments = 0; payments < 30; payments++) {
        await pay(room);
        expect(bytesOf(room.files)).toBeLessThanOrEqual(small.bytesMax);
      }
      expectWhole(await room.read(), room, room.made.length);
      expect(room.notices).toEqual([]);
      expect(room.files.contents.size).toBe(4);
    },
  );

  test("was longer than segments are to be now: the bound holds", async () => {
    const room = await roomWithFullArchive(way);
    for (let payments = 0; payments < 10; payments++) await pay(room);
    await room.archive?.close();
    const smaller = { bytesMax: way === "through the cache" ? 2_400 : 8_192 };
    expect(await room.open(smaller)).toBe("opened");
    while (!room.files.contents.has(`${directory}/archive-00000008.seg`)) await pay(room);
    for (let payments = 0; payments < 10; payments++) {
      expect(bytesOf(room.files)).toBeLessThanOrEqual(smaller.bytesMax);
      await pay(room);
    }
  });
});
