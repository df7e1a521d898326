import { expect, test } from "vitest";
import { snapshotChunkBytes } from "./snapshot-file.ts";
import { MemoryDisk } from "./testing/memory-disk.ts";
import {
  append,
  close,
  directory,
  entriesWrite,
  entry,
  mustOpen,
} from "./testing/open-for-test.ts";
import type { StoredSnapshot } from "./types.ts";
import type { SnapshotChunkRead } from "./snapshot-file.ts";
import type { Wal } from "./wal.ts";

function save(wal: Wal, index: number, chunks: readonly Uint8Array[]): Promise<boolean> {
  return new Promise((resolve) => wal.saveSnapshot({ index, term: 1 }, chunks, resolve));
}

function readChunk(wal: Wal, index: number, chunk: number): Promise<SnapshotChunkRead | null> {
  return new Promise((resolve) => wal.readSnapshotChunk({ index, term: 1 }, chunk, resolve));
}

function stateBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => at % 251);
}

test("a new directory is empty, and what was appended is there after a restart", async () => {
  const disk = new MemoryDisk();
  const first = await mustOpen(disk);
  expect(first.recovered).toEqual({
    hardState: { term: 0, votedFor: null },
    snapshot: null,
    entries: [],
    tornBytes: 0,
    recovering: false,
    follows: false,
  });
  const hardState = { term: 3, votedFor: 2 };
  await append(first.wal, { hardState, adopt: null, entries: [entry(1), entry(2)] });
  await append(first.wal, entriesWrite(entry(3, 3, 5000)));
  await close(first.wal);

  const second = await mustOpen(disk.kill());
  expect(second.recovered.hardState).toEqual(hardState);
  expect(second.recovered.entries).toEqual([entry(1), entry(2), entry(3, 3, 5000)]);
});

test("a vote for node 0 is not mistaken for none", async () => {
  const disk = new MemoryDisk();
  const { wal } = await mustOpen(disk);
  await append(wal, { hardState: { term: 2 ** 40, votedFor: 0 }, adopt: null, entries: [] });
  const again = await mustOpen(disk.kill());
  expect(again.recovered.hardState).toEqual({ term: 2 ** 40, votedFor: 0 });
});

test("an entry at an old index replaces it and voids everything above", async () => {
  const disk = new MemoryDisk();
  const { wal } = await mustOpen(disk);
  await append(wal, entriesWrite(entry(1), entry(2), entry(3), entry(4)));
  await append(wal, entriesWrite(entry(3, 2)));
  const again = await mustOpen(disk.kill());
  expect(again.recovered.entries).toEqual([entry(1), entry(2), entry(3, 2)]);
});

test("a gap is a bug of the caller, not a log with a hole", async () => {
  const { wal } = await mustOpen(new MemoryDisk());
  await append(wal, entriesWrite(entry(1)));
  expect(() => wal.append(entriesWrite(entry(3)), () => undefined)).toThrow(RangeError);
});

test("appends made while the disk is busy share one write and one sync, and are told in order", async () => {
  const disk = new MemoryDisk();
  const { wal } = await mustOpen(disk);
  disk.log.length = 0;
  const told: number[] = [];
  await new Promise<void>((resolve) => {
    for (let index = 1; index <= 20; index++) {
      wal.append(entriesWrite(entry(index)), () => {
        told.push(index);
        if (index === 20) resolve();
      });
    }
    expect(told).toEqual([]);
  });
  expect(told).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
  expect(wal.status().framesWritten).toBe(2);
  expect(disk.log).toEqual(
    ["write", "sync", "write", "sync"].map((what) => `${what} ${directory}/segment-0000000001.wal`),
  );
});

test("the log goes on through many segments, and a restart in any of them finds everything", async () => {
  let disk = new MemoryDisk();
  let index = 0;
  for (let restart = 0; restart < 6; restart++) {
    const { wal, recovered } = await mustOpen(disk);
    expect(recovered.entries).toHaveLength(index);
    for (let step = 0; step < 7; step++) {
      const entries = Array.from({ length: 1 + (step % 4) }, () => entry(++index, 1, 3000));
      await append(wal, entriesWrite(...entries));
    }
    disk = disk.kill();
  }
  const { wal, recovered } = await mustOpen(disk);
  expect(recovered.entries).toEqual(
    Array.from({ length: index }, (_, at) => entry(at + 1, 1, 3000)),
  );
  expect(wal.status().segments).toBeGreaterThan(5);
});

test("hard state survives the deletion of the segment that held it", async () => {
  const disk = new MemoryDisk();
  const { wal } = await mustOpen(disk);
  await append(wal, { hardState: { term: 9, votedFor: 4 }, adopt: null, entries: [] });
  for (let index = 1; index <= 60; index++) await append(wal, entriesWrite(entry(index, 9, 3000)));
  expect(await save(wal, 55, [stateBytes(100)])).toBe(true);
  const before = wal.status().segments;
  wal.compact(55);
  await close(wal);
  expect(wal.status().segments).toBeLessThan(before);

  const again = await mustOpen(disk.kill());
  expect(again.recovered.hardState).toEqual({ term: 9, votedFor: 4 });
  expect(again.recovered.snapshot).toMatchObject({ index: 55, term: 1, bytes: 100 });
  const kept = again.recovered.entries;
  expect(kept[0]!.index).toBeLessThanOrEqual(56);
  expect(kept.at(-1)).toEqual(entry(60, 9, 3000));
});

test("no segment is deleted that the durable snapshot does not cover", async () => {
  const disk = new MemoryDisk();
  const { wal } = await mustOpen(disk);
  for (let index = 1; index <= 40; index++) await append(wal, entriesWrite(entry(index, 1, 3000)));
  const before = wal.status().segments;
  wal.compact(40);
  expect(wal.status().segments).toBe(before);
});

test("a snapshot is stored in chunks of 1 MiB, comes back whole, and replaces the one before", async () => {
  const disk = new MemoryDisk();
  const { wal } = await mustOpen(disk);
  await append(wal, entriesWrite(entry(1), entry(2), entry(3)));
  await save(wal, 1, [stateBytes(10)]);
  const state = stateBytes(2 * snapshotChunkBytes + 12_345);
  const cuts = [
    state.subarray(0, 700_000),
    state.subarray(700_000, 700_001),
    state.subarray(700_001),
  ];
  await save(wal, 2, cuts);
  expect((await readChunk(wal, 2, 0))?.data.length).toBe(snapshotChunkBytes);
  const last = await readChunk(wal, 2, 2);
  expect(last).toMatchObject({ chunk: 2, last: true });
  expect(last?.data.length).toBe(12_345);
  expect(await readChunk(wal, 1, 0)).toBeNull();
  await close(wal);
  expect(disk.paths().filter((path) => path.includes("snapshot"))).toEqual([
    `${directory}/snapshot-0000000000000002-0000000000000001.snap`,
  ]);

  const again = await mustOpen(disk.kill());
  expect(again.recovered.snapshot).toMatchObject({ index: 2, term: 1 });
  expect(Buffer.concat(again.snapshotChunks).equals(Buffer.from(state))).toBe(true);
  expect(again.recovered.entries).toEqual([entry(1), entry(2), entry(3)]);
});

test("an empty state is a snapshot too", async () => {
  const disk = new MemoryDisk();
  const { wal } = await mustOpen(disk);
  await append(wal, entriesWrite(entry(1)));
  await save(wal, 1, []);
  const again = await mustOpen(disk.kill());
  expect(again.recovered.snapshot).toMatchObject({ index: 1, bytes: 0 });
  expect(Buffer.concat(again.snapshotChunks)).toHaveLength(0);
});

test("commits go on while a snapshot is written", async () => {
  const disk = new MemoryDisk();
  const { wal } = await mustOpen(disk);
  await append(wal, entriesWrite(entry(1)));
  let saved = false;
  const saving = save(wal, 1, [stateBytes(20 * snapshotChunkBytes)]).then(() => (saved = true));
  let commitsMeanwhile = 0;
  for (let index = 2; !saved; index++) {
    await append(wal, entriesWrite(entry(index)));
    commitsMeanwhile++;
  }
  await saving;
  expect(commitsMeanwhile).toBeGreaterThan(5);
});

test("an adopted snapshot voids every entry before it, and the log continues behind it", async () => {
  const disk = new MemoryDisk();
  const { wal } = await mustOpen(disk);
  for (let index = 1; index <= 30; index++) await append(wal, entriesWrite(entry(index, 1, 3000)));
  const receiver = wal.receiveSnapshot({ index: 100, term: 5 });
  const state = stateBytes(snapshotChunkBytes + 5);
  receiver.write(state.subarray(0, snapshotChunkBytes), () => undefined);
  receiver.write(state.subarray(snapshotChunkBytes), () => undefined);
  const adopt = await new Promise<StoredSnapshot>((resolve) => receiver.finish(resolve));
  const hardState = { term: 5, votedFor: null };
  await append(wal, { hardState, adopt, entries: [entry(101, 5)] });
  wal.compact(100);
  await close(wal);
  expect(wal.status().segments).toBe(1);

  const again = await mustOpen(disk.kill());
  expect(again.recovered.snapshot).toEqual(adopt);
  expect(again.recovered.entries).toEqual([entry(101, 5)]);
  expect(Buffer.concat(again.snapshotChunks).equals(Buffer.from(state))).toBe(true);
});

test("a snapshot that was received but never adopted is gone after a restart", async () => {
  const disk = new MemoryDisk();
  const { wal } = await mustOpen(disk);
  const receiver = wal.receiveSnapshot({ index: 100, term: 5 });
  receiver.write(stateBytes(10), () => undefined);
  await new Promise((resolve) => receiver.finish(resolve));
  const reopened = disk.kill();
  const again = await mustOpen(reopened);
  expect(again.recovered.snapshot).toBeNull();
  expect(reopened.paths().filter((path) => path.includes("snapshot"))).toEqual([]);
});

test("a local snapshot that comes too late does not replace a newer adopted one", async () => {
  const disk = new MemoryDisk();
  const { wal } = await mustOpen(disk);
  await append(wal, entriesWrite(entry(1), entry(2)));
  const receiver = wal.receiveSnapshot({ index: 100, term: 5 });
  receiver.write(stateBytes(10), () => undefined);
  const adopt = await new Promise<StoredSnapshot>((resolve) => receiver.finish(resolve));
  const late = save(wal, 2, [stateBytes(3 * snapshotChunkBytes)]);
  await append(wal, { hardState: null, adopt, entries: [] });
  expect(await late).toBe(false);
  const again = await mustOpen(disk.kill());
  expect(again.recovered.snapshot).toEqual(adopt);
});
