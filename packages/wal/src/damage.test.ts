import { beforeAll, expect, test } from "vitest";
import type { Files } from "./files.ts";
import { frameBytes, isZero } from "./frame.ts";
import { replaySegments } from "./recovery.ts";
import type { ReplayedLog } from "./recovery.ts";
import type { WalDamage } from "./refusals.ts";
import { readSegment } from "./segment.ts";
import { snapshotChunkBytes } from "./snapshot-file.ts";
import { MemoryDisk } from "./testing/memory-disk.ts";
import {
  append,
  directory,
  entriesWrite,
  entry,
  mustOpen,
  openOn,
} from "./testing/open-for-test.ts";
import type { Result } from "./types.ts";

const limits = { segmentBytes: 4096, groupBytesMax: 1024 };
const older = `${directory}/segment-0000000001.wal`;
const newest = `${directory}/segment-0000000002.wal`;
const entries = Array.from({ length: 14 }, (_, at) => entry(at + 1, 1 + (at >> 2), 330));

/** Fourteen acknowledged entries in two segments of 4 KiB, one frame each. */
let segments = new Map<string, Uint8Array>();
let wholeDisk = new MemoryDisk();

beforeAll(async () => {
  const disk = new MemoryDisk();
  const { wal } = await mustOpen(disk, { limits });
  await append(wal, { hardState: { term: 3, votedFor: 1 }, adopt: null, entries: [] });
  for (const each of entries) await append(wal, entriesWrite(each));
  wholeDisk = disk.kill();
  segments = new Map([older, newest].map((path) => [path, wholeDisk.bytes(path)]));
});

function replayWith(path: string, bytes: Uint8Array): Promise<Result<ReplayedLog, WalDamage>> {
  const files = {
    readWhole: async (read: string) => (read === path ? bytes : segments.get(read)!.slice()),
  } as unknown as Files;
  return replaySegments(files, directory, [1, 2]);
}

/** Where the last frame of a segment ends. */
function usedBytes(path: string): number {
  const bytes = segments.get(path)!;
  let end = bytes.length;
  while (bytes[end - 1] === 0) end--;
  return end;
}

function isWhole(result: Result<ReplayedLog, WalDamage>): boolean {
  if (!result.ok) throw new Error(result.refusal.what.en);
  const { entries: found, hardState } = result.value;
  return found.length === entries.length && hardState.term === 3 && hardState.votedFor === 1;
}

/** Damage of `file` was noticed, at or before the byte that is wrong. */
function isDamage(result: Result<ReplayedLog, WalDamage>, file: string, at: number): boolean {
  return !result.ok && result.refusal.file === file && result.refusal.offset <= at;
}

test("the log under test fills one segment and goes on in another", async () => {
  const result = await replayWith(older, segments.get(older)!);
  expect(result).toMatchObject({ ok: true, value: { entries, segments: [{}, {}] } });
});

test("any flipped bit of what was written is damage that names the file and the frame's offset", () => {
  let sequence = 1;
  for (const [segment, path] of [older, newest].entries()) {
    const bytes = segments.get(path)!.slice();
    const starts = frameStarts(bytes);
    expect(starts.length).toBeGreaterThan(4);
    for (let at = 0; at < usedBytes(path); at++) {
      for (let bit = 1; bit < 256; bit <<= 1) {
        bytes[at]! ^= bit;
        const first = segment === 0 ? null : sequence;
        const result = readSegment(bytes, path, segment + 1, first, path === newest);
        bytes[at]! ^= bit;
        const frame = starts.findLast((start) => start <= at);
        if (result.ok) throw new Error(`bit ${bit} of byte ${at} was not noticed`);
        expect([at, result.refusal.file, result.refusal.offset]).toEqual([at, path, frame]);
      }
    }
    sequence += starts.length;
  }
});

test("a flipped bit behind the last frame loses nothing in the newest segment, and is damage in an older one", async () => {
  for (const path of [older, newest]) {
    const bytes = segments.get(path)!.slice();
    for (let at = usedBytes(path); at < bytes.length; at++) {
      const bit = 1 << (at % 8);
      bytes[at]! ^= bit;
      const result = await replayWith(path, bytes);
      bytes[at]! ^= bit;
      const asItShould = path === newest ? isWhole(result) : isDamage(result, path, at);
      expect([at, asItShould]).toEqual([at, true]);
    }
  }
});

test("a segment that was cut off at any byte is damaged: it had been made and synced at its full length", async () => {
  for (const path of [older, newest]) {
    for (let length = 0; length < limits.segmentBytes; length++) {
      const result = await replayWith(path, segments.get(path)!.slice(0, length));
      expect([length, isDamage(result, path, length)]).toEqual([length, true]);
    }
  }
});

test("a write that stopped at any byte is a torn tail in the newest segment: exactly its frame is cut", async () => {
  const whole = segments.get(newest)!;
  const used = usedBytes(newest);
  const starts = frameStarts(whole);
  const entriesBefore = entries.length - (starts.length - 1);
  for (let length = starts[1]!; length <= used; length++) {
    const bytes = whole.slice();
    bytes.fill(0, length);
    const result = await replayWith(newest, bytes);
    if (!result.ok) throw new Error(`cut at ${length}: ${result.refusal.what.en}`);
    const complete = [...starts.slice(1), used].filter((end) => end <= length).length - 1;
    expect([length, result.value.entries.length]).toEqual([length, entriesBefore + complete]);
  }
});

/** Offsets of the frames, found by the magic number at their beginning. */
function frameStarts(bytes: Uint8Array): number[] {
  const starts: number[] = [];
  for (let at = 0; at < bytes.length; at += 32) {
    if (new TextDecoder().decode(bytes.subarray(at, at + 4)) === "CCCW") starts.push(at);
  }
  return starts;
}

test("a sector of zeros before the last frame is damage, not a torn tail", async () => {
  for (const path of [older, newest]) {
    const lastFrame = frameStarts(segments.get(path)!).at(-1)!;
    for (let sector = 0; sector + 512 <= lastFrame; sector += 512) {
      const bytes = segments.get(path)!.slice();
      bytes.fill(0, sector, sector + 512);
      const result = await replayWith(path, bytes);
      expect([sector, isDamage(result, path, sector + 511)]).toEqual([sector, true]);
    }
  }
});

test("a frame in the wrong place or a segment under another's name is damage", async () => {
  const swapped = await replayWith(newest, segments.get(older)!);
  expect(isDamage(swapped, newest, 0)).toBe(true);
  const bytes = segments.get(newest)!.slice();
  const [, second, third] = frameStarts(bytes);
  bytes.copyWithin(second!, third!, third! + (third! - second!));
  expect(isDamage(await replayWith(newest, bytes), newest, second!)).toBe(true);
});

test("recovery after a torn tail leaves a log that can be torn and recovered again", async () => {
  const disk = wholeDisk.copy();
  const bytes = disk.bytes(newest).slice();
  bytes.fill(0, usedBytes(newest) - 100);
  disk.plant(newest, bytes);
  const first = await mustOpen(disk, { limits });
  expect(first.recovered.entries).toHaveLength(13);
  expect(first.recovered.tornBytes).toBeGreaterThan(0);
  const lastStart = frameStarts(disk.bytes(newest)).at(-1)!;
  expect(isZero(disk.bytes(newest), lastStart + frameBytes(24 + 330), 4096)).toBe(true);
  await append(first.wal, entriesWrite(entry(14, 7, 100)));
  const second = await mustOpen(disk.kill(), { limits });
  expect(second.recovered.tornBytes).toBe(0);
  expect(second.recovered.entries.at(-1)).toEqual(entry(14, 7, 100));
});

test("a damaged log is refused, changes nothing, and is refused again", async () => {
  const disk = wholeDisk.copy();
  const bytes = disk.bytes(older).slice();
  bytes[700]! ^= 4;
  disk.plant(older, bytes);
  for (let attempt = 0; attempt < 2; attempt++) {
    expect(await openOn(disk, { limits })).toMatchObject({ kind: "damaged", file: older });
    expect(disk.bytes(older)).toEqual(bytes);
    expect(disk.bytes(newest)).toEqual(segments.get(newest));
  }
});

test("a missing segment is noticed, wherever it is missing", async () => {
  const withoutNewest = wholeDisk.copy();
  withoutNewest.plant(older, null);
  expect(await openOn(withoutNewest, { limits })).toMatchObject({ kind: "damaged", file: newest });
  const withoutAny = wholeDisk.copy();
  withoutAny.plant(older, null);
  withoutAny.plant(newest, null);
  expect(await openOn(withoutAny, { limits })).toMatchObject({ kind: "incomplete" });
});

test("any flipped bit of a snapshot, its loss or its shortening is damage", async () => {
  const disk = new MemoryDisk();
  const { wal } = await mustOpen(disk);
  await append(wal, entriesWrite(entry(1)));
  const state = [new Uint8Array(snapshotChunkBytes).fill(7), new Uint8Array(50).fill(9)];
  await new Promise((resolve) => wal.saveSnapshot({ index: 1, term: 1 }, state, resolve));
  const kept = disk.kill();
  const path = `${directory}/snapshot-0000000000000001-0000000000000001.snap`;
  const whole = kept.bytes(path);
  const places = [0, 5, 9, 17, 28, 31, 32, 36, 40, 500_000, whole.length - 58, whole.length - 1];
  const damaged = places.map((at) => {
    const bytes = whole.slice();
    bytes[at]! ^= 1 << (at % 8);
    return bytes;
  });
  for (const bytes of [
    ...damaged,
    whole.slice(0, -1),
    whole.slice(0, 40),
    new Uint8Array(0),
    null,
  ]) {
    const disk2 = kept.copy();
    disk2.plant(path, bytes);
    expect(await openOn(disk2)).toMatchObject({ kind: "damaged", file: path });
  }
  expect("wal" in (await openOn(kept))).toBe(true);
});
