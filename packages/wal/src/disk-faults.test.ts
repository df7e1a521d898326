import { expect, test } from "vitest";
import { MemoryDisk } from "./testing/memory-disk.ts";
import type { DiskOperation } from "./testing/memory-disk.ts";
import {
  append,
  close,
  directory,
  entriesWrite,
  entry,
  mustOpen,
  openOn,
} from "./testing/open-for-test.ts";
import type { WalEntry } from "./types.ts";

const segment = `${directory}/segment-0000000001.wal`;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function turns(count: number): Promise<void> {
  for (let at = 0; at < count; at++) await turn();
}

interface Run {
  readonly acknowledged: WalEntry[];
  readonly failures: unknown[];
}

/** Appends entries of 1,500 bytes one by one until `count` are acknowledged or nothing moves any more. */
async function appendMany(disk: MemoryDisk, count: number): Promise<Run> {
  const opened = await openOn(disk);
  if ("kind" in opened) return { acknowledged: [], failures: [opened] };
  const acknowledged: WalEntry[] = [];
  const next = (opened.recovered.entries.at(-1)?.index ?? 0) + 1;
  for (let index = next; index < next + count; index++) {
    const each = entry(index, 1, 1500);
    opened.wal.append(entriesWrite(each), () => acknowledged.push(each));
    await turns(2);
  }
  await turns(60);
  return { acknowledged, failures: opened.failures };
}

test("a disk that fills up at any moment: a named failure, told once, and nothing acknowledged is lost", async () => {
  let completed = 0;
  for (let capacity = 0; completed < 3; capacity++) {
    const disk = new MemoryDisk();
    disk.capacityBlocks = capacity;
    const { acknowledged, failures } = await appendMany(disk, 40);
    const whole = acknowledged.length === 40;
    if (whole) completed++;
    expect(failures).toMatchObject(whole ? [] : [{ kind: "disk-full", code: "ENOSPC" }]);
    const again = await mustOpen(disk.kill());
    expect(again.recovered.entries.slice(0, acknowledged.length)).toEqual(acknowledged);
    const goesOn = again.recovered.entries.length + 1;
    await append(again.wal, entriesWrite(entry(goesOn)));
  }
});

test("a failed sync is told once, is never tried again, and nothing is acknowledged after it", async () => {
  for (let failing = 0; failing < 12; failing++) {
    const disk = new MemoryDisk();
    const { wal, failures } = await mustOpen(disk);
    let syncs = 0;
    disk.fault = (operation, path) => {
      if (operation !== "sync" || path !== segment) return null;
      return syncs++ === failing ? "EIO" : null;
    };
    const acknowledged: number[] = [];
    for (let index = 1; index <= 12; index++) {
      wal.append(entriesWrite(entry(index)), () => acknowledged.push(index));
      await turns(3);
    }
    await turns(20);
    expect(acknowledged).toEqual(Array.from({ length: failing }, (_, at) => at + 1));
    expect(failures).toEqual([
      { kind: "io-failed", operation: "write and sync", file: segment, code: "EIO" },
    ]);
    expect(syncs).toBe(failing + 1);
    expect(wal.status().failed).toBe(true);
    // The directory is given free all the same.
    await close(wal);
    const again = await mustOpen(disk.kill());
    expect(again.recovered.entries.length).toBeGreaterThanOrEqual(failing);
  }
});

test("after a failed sync and a loss of power everything acknowledged before is there", async () => {
  for (let failing = 0; failing < 12; failing++) {
    const disk = new MemoryDisk();
    const { wal } = await mustOpen(disk);
    let syncs = 0;
    disk.fault = (operation, path) =>
      operation === "sync" && path === segment && syncs++ === failing ? "EIO" : null;
    const acknowledged: WalEntry[] = [];
    for (let index = 1; index <= 12; index++) {
      const each = entry(index, 1, 900);
      wal.append(entriesWrite(each), () => acknowledged.push(each));
      await turns(3);
    }
    const again = await mustOpen(disk.crash(() => 0.9));
    expect(again.recovered.entries.slice(0, acknowledged.length)).toEqual(acknowledged);
  }
});

test("what recovery gives back after a failed sync is on the disk, not in a page the system forgot to write", async () => {
  const disk = new MemoryDisk();
  const { wal } = await mustOpen(disk);
  await append(wal, entriesWrite(entry(1)));
  disk.fault = (operation, path) => (operation === "sync" && path === segment ? "EIO" : null);
  wal.append(entriesWrite(entry(2, 1, 2000)), () => undefined);
  await turns(5);
  const killed = disk.kill();
  const again = await mustOpen(killed);
  expect(again.recovered.entries).toEqual([entry(1), entry(2, 1, 2000)]);
  const afterPowerLoss = await mustOpen(killed.crash(() => 0.9));
  expect(afterPowerLoss.recovered.entries).toEqual(again.recovered.entries);
});

test("any operation that fails while a segment is begun or a snapshot is written ends the wal by name", async () => {
  const operations: readonly DiskOperation[] = [
    "open",
    "resize",
    "sync",
    "rename",
    "write",
    "remove",
  ];
  for (const operation of operations) {
    for (const target of ["segment-next", "snapshot"]) {
      const disk = new MemoryDisk();
      const { wal, failures } = await mustOpen(disk);
      disk.fault = (failing, path) =>
        failing === operation && path.includes(target) ? "EIO" : null;
      const acknowledged: WalEntry[] = [];
      for (let index = 1; index <= 30; index++) {
        const each = entry(index, 1, 1500);
        wal.append(entriesWrite(each), () => acknowledged.push(each));
        if (index === 5)
          wal.saveSnapshot({ index: 5, term: 1 }, [new Uint8Array(9)], () => undefined);
        await turns(4);
      }
      await turns(40);
      // Snapshots are written from their beginning, never resized.
      const harmless = operation === "resize" && target === "snapshot";
      expect(failures).toMatchObject(harmless ? [] : [{ kind: "io-failed", code: "EIO" }]);
      const again = await mustOpen(disk.kill());
      expect(again.recovered.entries.slice(0, acknowledged.length)).toEqual(acknowledged);
    }
  }
});

test("a disk too slow for what is appended is a named failure, not an endless queue", async () => {
  const disk = new MemoryDisk();
  const limits = { segmentBytes: 32 * 1024, groupBytesMax: 4 * 1024, queuedBytesMax: 20_000 };
  const { wal, failures } = await mustOpen(disk, { limits });
  for (let index = 1; index <= 30; index++)
    wal.append(entriesWrite(entry(index, 1, 1000)), () => undefined);
  expect(failures).toMatchObject([{ kind: "overrun", queuedBytesMax: 20_000 }]);
});

test("a full disk or a broken one at the start is a refusal, not an exception", async () => {
  const full = new MemoryDisk();
  full.capacityBlocks = 1;
  expect(await openOn(full)).toMatchObject({ kind: "disk-full" });
  const broken = new MemoryDisk();
  broken.fault = (operation) => (operation === "open" ? "EIO" : null);
  expect(await openOn(broken)).toMatchObject({ kind: "io-failed", code: "EIO" });
});

test.each([
  ["ENOSPC", "disk-full"],
  ["EDQUOT", "disk-full"],
  ["EACCES", "not-allowed"],
  ["EPERM", "not-allowed"],
  ["EROFS", "not-allowed"],
])("a directory that cannot be made or opened for %s is refused as %s", async (code, kind) => {
  for (const failing of ["makeDirectory", "open"] as const) {
    const disk = new MemoryDisk();
    disk.fault = (operation) => (operation === failing ? code : null);
    expect(await openOn(disk)).toMatchObject({ kind, code, operation: "open" });
  }
});
