import { expect, test } from "vitest";
import { readWal } from "./read-wal.ts";
import type { WalContents } from "./read-wal.ts";
import type { WalRefusal } from "./refusals.ts";
import { MemoryDisk } from "./testing/memory-disk.ts";
import {
  append,
  close,
  directory,
  entriesWrite,
  entry,
  freshProcess,
  identity,
  mustOpen,
} from "./testing/open-for-test.ts";

async function read(
  disk: MemoryDisk,
  processes = freshProcess(),
): Promise<WalContents | WalRefusal> {
  const outcome = await readWal({ directory, identity, files: disk, processes });
  return outcome.ok ? outcome.value : outcome.refusal;
}

async function snapshotOf(disk: MemoryDisk): Promise<Map<string, Uint8Array>> {
  const names = await disk.list(directory);
  return new Map(names.map((name) => [name, disk.bytes(`${directory}/${name}`).slice()]));
}

async function closedLog(): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const { wal } = await mustOpen(disk);
  await append(wal, entriesWrite(entry(1), entry(2), entry(3)));
  await new Promise((resolve) =>
    wal.saveSnapshot({ index: 2, term: 1 }, [new Uint8Array([1, 2, 3])], resolve),
  );
  await close(wal);
  return disk;
}

test("a closed log is read whole, and not a byte of the directory changes", async () => {
  const disk = await closedLog();
  const before = await snapshotOf(disk);
  expect(await read(disk)).toMatchObject({
    recovered: {
      entries: [{ index: 1 }, { index: 2 }, { index: 3 }],
      snapshot: { index: 2, term: 1 },
      tornBytes: 0,
    },
    snapshotChunks: [new Uint8Array([1, 2, 3])],
  });
  expect(await snapshotOf(disk)).toEqual(before);
});

test("a log that is open is refused with its holder, who goes on", async () => {
  const disk = new MemoryDisk();
  const processes = freshProcess();
  const { wal } = await mustOpen(disk, { processes });
  await append(wal, entriesWrite(entry(1)));
  const { pid } = processes.self;
  expect(await read(disk, processes)).toEqual({ kind: "locked", directory, pid });
  await append(wal, entriesWrite(entry(2)));
  await close(wal);
  expect(await read(disk)).toMatchObject({ recovered: { entries: [{}, {}] } });
});

test("another room's log, an empty directory and damage are refused by name", async () => {
  const disk = await closedLog();
  const other = { room: "sh-a", show: identity.show };
  expect(await readWal({ directory, identity: other, files: disk })).toMatchObject({
    refusal: { kind: "other-room", found: "hz-a" },
  });
  expect(await read(new MemoryDisk())).toEqual({ kind: "nothing-there", directory });
  const [segment] = (await disk.list(directory)).filter((name) => name.startsWith("segment"));
  disk.bytes(`${directory}/${segment}`)[100]! ^= 1;
  expect(await read(disk)).toMatchObject({ kind: "damaged" });
});
