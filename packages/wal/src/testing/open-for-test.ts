import { openWal } from "../open-wal.ts";
import type { OpenedWal, WalOptions } from "../open-wal.ts";
import type { ProcessTable } from "../process-table.ts";
import { describeRefusal } from "../refusals.ts";
import type { WalFailure, WalRefusal } from "../refusals.ts";
import type { WalEntry, WalWrite } from "../types.ts";
import type { Wal } from "../wal.ts";
import type { MemoryDisk } from "./memory-disk.ts";

export const directory = "/data/hz-a";
export const identity = { room: "hz-a", show: "show-1" };

let runs = 0;

/** A machine on which every earlier run of a process is over. */
export function freshProcess(): ProcessTable {
  const self = { pid: ++runs, started: `run ${runs}` };
  return { self, isAlive: (run) => run.pid === self.pid };
}

export interface TestWal extends OpenedWal {
  readonly failures: WalFailure[];
}

export async function openOn(
  disk: MemoryDisk,
  changes: Partial<WalOptions> = {},
): Promise<TestWal | WalRefusal> {
  const failures: WalFailure[] = [];
  const opened = await openWal({
    directory,
    identity,
    ifEmpty: "create",
    onFailure: (failure) => failures.push(failure),
    limits: { segmentBytes: 32 * 1024, groupBytesMax: 4 * 1024 },
    files: disk,
    processes: freshProcess(),
    ...changes,
  });
  return opened.ok ? { ...opened.value, failures } : opened.refusal;
}

export async function mustOpen(
  disk: MemoryDisk,
  changes: Partial<WalOptions> = {},
): Promise<TestWal> {
  const opened = await openOn(disk, changes);
  if ("kind" in opened) throw new Error(describeRefusal(opened).en);
  return opened;
}

/** An entry whose data can be told from its index and term, without a zero byte in it. */
export function entry(index: number, term = 1, bytes = 40): WalEntry {
  const data = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at++) data[at] = 1 + ((index * 31 + term * 7 + at) % 255);
  return { index, term, data };
}

export function entriesWrite(...entries: readonly WalEntry[]): WalWrite {
  return { hardState: null, adopt: null, entries };
}

export function append(wal: Wal, write: WalWrite): Promise<void> {
  return new Promise((resolve) => wal.append(write, resolve));
}

export function close(wal: Wal): Promise<void> {
  return new Promise((resolve) => wal.close(resolve));
}
