import { expect, test } from "vitest";
import { crc32 } from "./checksum.ts";
import { followsIn, logPresence } from "./loss-marks.ts";
import { describeRefusal } from "./refusals.ts";
import { damageWords, missingWords } from "./words.ts";
import { MemoryDisk } from "./testing/memory-disk.ts";
import {
  append,
  close,
  directory,
  entriesWrite,
  entry,
  mustOpen,
  openOn,
} from "./testing/open-for-test.ts";

const file = `${directory}/identity`;

async function usedDisk(): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const { wal } = await mustOpen(disk);
  await append(wal, entriesWrite(entry(1)));
  await close(wal);
  return disk;
}

test("a directory of another room or another show is refused by name", async () => {
  const disk = await usedDisk();
  const otherRoom = await openOn(disk, { identity: { room: "sh-a", show: "show-1" } });
  expect(otherRoom).toEqual({ kind: "other-room", directory, found: "hz-a", wanted: "sh-a" });
  const otherShow = await openOn(disk, { identity: { room: "hz-a", show: "show-2" } });
  expect(otherShow).toEqual({ kind: "other-show", directory, found: "show-1", wanted: "show-2" });
});

test("a newer format is refused by name, even if it says more than this one", async () => {
  const disk = await usedDisk();
  const line = JSON.stringify({ format: 2, room: "hz-a", show: "show-1", more: [1] });
  const bytes = new TextEncoder().encode(line);
  const checksum = crc32(bytes).toString(16).padStart(8, "0");
  disk.plant(file, new TextEncoder().encode(`${line}\n${checksum}\n`));
  expect(await openOn(disk)).toEqual({ kind: "newer-format", file, found: 2, known: 1 });
});

test("segments without identity, and an identity without segments, are no empty log", async () => {
  const withoutIdentity = await usedDisk();
  withoutIdentity.plant(file, null);
  expect(await openOn(withoutIdentity)).toMatchObject({
    kind: "incomplete",
    missing: missingWords.identity,
  });
  const withoutSegments = await usedDisk();
  withoutSegments.plant(`${directory}/segment-0000000001.wal`, null);
  expect(await openOn(withoutSegments)).toMatchObject({
    kind: "incomplete",
    missing: missingWords.segments,
  });
});

test("where a log is expected, an empty directory is a refusal", async () => {
  const disk = new MemoryDisk();
  expect(await openOn(disk, { ifEmpty: "refuse" })).toEqual({ kind: "nothing-there", directory });
  await close((await mustOpen(disk)).wal);
  expect("wal" in (await openOn(disk, { ifEmpty: "refuse" }))).toBe(true);
});

test("any flipped bit of the identity is damage", async () => {
  const disk = await usedDisk();
  const whole = disk.bytes(file).slice();
  for (let at = 0; at < whole.length; at++) {
    const bytes = whole.slice();
    bytes[at]! ^= 1 << (at % 8);
    disk.plant(file, bytes);
    expect(await openOn(disk)).toMatchObject({ kind: "damaged", file });
  }
});

test("a crash at any moment while a directory is set up leaves one that can be set up", async () => {
  for (let turns = 0; turns < 60; turns++) {
    for (const chance of [0, 0.5, 0.99]) {
      const disk = new MemoryDisk();
      const opening = openOn(disk);
      for (let at = 0; at < turns; at++) await new Promise((resolve) => setImmediate(resolve));
      const { recovered } = await mustOpen(disk.crash(() => chance));
      expect(recovered.entries).toEqual([]);
      void opening;
    }
  }
});

test("every refusal is one line that names what it is about", () => {
  const refusals = [
    describeRefusal({ kind: "locked", directory, pid: 7 }),
    describeRefusal({ kind: "damaged", file, offset: 96, what: damageWords.frame(3) }),
    describeRefusal({ kind: "disk-full", operation: "write", file, code: "ENOSPC" }),
    describeRefusal({ kind: "not-allowed", operation: "open", file, code: "EACCES" }),
  ];
  for (const { en, zh } of refusals) {
    for (const line of [en, zh]) expect(line).toContain(directory);
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(zh.replace(file, "").replace(directory, "")).not.toMatch(/[a-z]/);
    expect(en + zh).not.toContain("\n");
  }
  expect(refusals[1]!.en).toContain("offset 96");
});

test("a log that follows a lost one is marked until it is recovered, through crashes and restarts", async () => {
  const disk = new MemoryDisk();
  const first = await mustOpen(disk, { ifEmpty: "recover" });
  expect(first.recovered.recovering).toBe(true);
  await append(first.wal, entriesWrite(entry(1)));
  await close(first.wal);
  const second = await mustOpen(disk, { ifEmpty: "create" });
  expect(second.recovered).toMatchObject({ recovering: true, entries: [{ index: 1 }] });
  second.wal.recovered();
  await close(second.wal);
  const third = await mustOpen(disk, { ifEmpty: "recover" });
  expect(third.recovered).toMatchObject({ recovering: false, entries: [{ index: 1 }] });
  await close(third.wal);
});

test("what is in a directory is told without opening it", async () => {
  const disk = new MemoryDisk();
  await disk.makeDirectory(directory);
  expect(await logPresence(directory, disk)).toBe("empty");
  const { wal } = await mustOpen(disk, { ifEmpty: "recover" });
  expect(await logPresence(directory, disk)).toBe("recovering");
  wal.recovered();
  await close(wal);
  expect(await logPresence(directory, disk)).toBe("there");
  // Segments without an identity are no empty log: a room refuses them.
  disk.plant(file, null);
  expect(await logPresence(directory, disk)).toBe("there");
});

test("a log that follows after an accepted loss says so until it has all that is left, through restarts", async () => {
  const disk = new MemoryDisk();
  const first = await mustOpen(disk, { ifEmpty: "follow" });
  expect(first.recovered).toMatchObject({ follows: true, recovering: false });
  await append(first.wal, entriesWrite(entry(1)));
  await close(first.wal);
  const second = await mustOpen(disk);
  expect(second.recovered).toMatchObject({ follows: true, entries: [{ index: 1 }] });
  expect(await followsIn(directory, disk)).toBe("always");
  second.wal.recovered();
  await close(second.wal);
  expect(await followsIn(directory, disk)).toBe("no");
  const third = await mustOpen(disk);
  expect(third.recovered).toMatchObject({ follows: false, entries: [{ index: 1 }] });
  await close(third.wal);
});

test("the mark of earlier builds, which stays for good, is one of an empty log", async () => {
  const disk = new MemoryDisk();
  await close((await mustOpen(disk)).wal);
  disk.plant(`${directory}/follower`, new Uint8Array());
  const { recovered, wal } = await mustOpen(disk);
  expect(recovered.follows).toBe(true);
  expect(await followsIn(directory, disk)).toBe("if-empty");
  await append(wal, entriesWrite(entry(1)));
  await close(wal);
  const later = await mustOpen(disk);
  expect(later.recovered.follows).toBe(false);
  await close(later.wal);
});

test("a new log is not marked", async () => {
  const { recovered, wal } = await mustOpen(new MemoryDisk());
  expect(recovered).toMatchObject({ recovering: false, follows: false });
  await close(wal);
});
