import { join } from "node:path";
import type { Files } from "./files.ts";
import type { ProcessRun, ProcessTable } from "./process-table.ts";
import type { DirectoryLocked } from "./refusals.ts";
import type { Result } from "./types.ts";
import { writeAll } from "./write-all.ts";

/**
 * An exclusive lock on a directory without flock(2), which Node does not offer.
 *
 * Lock files are numbered, and the highest number holds. Whoever finds its holder dead (or gone) creates the next
 * number by link(2): complete and by one contender only. A contender that slept meanwhile finds, after creating its
 * number, a higher one, and withdraws. The number only grows, so an old view can never remove a living lock.
 */
export interface DirectoryLock {
  /** Gives the directory free; the caller's files in it are closed already. Rejects where the disk does not take that. */
  release(): Promise<void>;
}

const lockName = /^lock-(\d{10})$/;
const draftName = /^lock-(\d+)-\d+\.tmp$/;
/** Each failed attempt means that another contender made progress. */
const attemptsMax = 32;

let drafts = 0;

function draftFile(directory: string, self: ProcessRun): string {
  return join(directory, `lock-${self.pid}-${++drafts}.tmp`);
}

/** What contenders that were killed left behind. */
async function removeDeadDrafts(
  files: Files,
  directory: string,
  processes: ProcessTable,
): Promise<void> {
  for (const name of await files.list(directory)) {
    const match = draftName.exec(name);
    if (match === null || processes.isAlive({ pid: Number(match[1]), started: "" })) continue;
    await files.remove(join(directory, name));
  }
}

function lockFile(number: number): string {
  return `lock-${String(number).padStart(10, "0")}`;
}

async function lockNumbers(files: Files, directory: string): Promise<number[]> {
  const numbers: number[] = [];
  for (const name of await files.list(directory)) {
    const match = lockName.exec(name);
    if (match !== null) numbers.push(Number(match[1]));
  }
  return numbers.sort((a, b) => a - b);
}

/** Null: released, or unreadable, which only a crash of the whole machine leaves behind. */
function decodeHolder(bytes: Uint8Array | null): ProcessRun | null {
  const [pid, started] = new TextDecoder().decode(bytes ?? new Uint8Array()).split("\n");
  if (started === undefined || !/^[1-9]\d*$/.test(pid ?? "")) return null;
  return { pid: Number(pid), started };
}

/** The living process that has the directory; null if none has. Changes nothing. Rejects with the system's errors. */
export async function lockHolder(
  files: Files,
  directory: string,
  processes: ProcessTable,
): Promise<ProcessRun | null> {
  const highest = (await lockNumbers(files, directory)).at(-1);
  if (highest === undefined) return null;
  const holder = decodeHolder(await files.readWhole(join(directory, lockFile(highest))));
  return holder !== null && processes.isAlive(holder) ? holder : null;
}

/** Takes the lock or says who has it. Rejects with the system's errors. */
export async function lockDirectory(
  files: Files,
  directory: string,
  processes: ProcessTable,
): Promise<Result<DirectoryLock, DirectoryLocked>> {
  const { self } = processes;
  const mine = draftFile(directory, self);
  try {
    await writeSmallFile(files, mine, `${self.pid}\n${self.started}\n`);
    let holderPid = 0;
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const highest = (await lockNumbers(files, directory)).at(-1) ?? 0;
      const holder = decodeHolder(await files.readWhole(join(directory, lockFile(highest))));
      if (holder !== null && processes.isAlive(holder)) {
        return { ok: false, refusal: { kind: "locked", directory, pid: holder.pid } };
      }
      holderPid = holder?.pid ?? holderPid;
      const number = highest + 1;
      const path = join(directory, lockFile(number));
      if (!(await files.linkIfFree(mine, path))) continue;
      const numbers = await lockNumbers(files, directory);
      if (numbers.at(-1) !== number) {
        await files.remove(path);
        continue;
      }
      for (const older of numbers.slice(0, -1))
        await files.remove(join(directory, lockFile(older)));
      await removeDeadDrafts(files, directory, processes);
      return { ok: true, value: { release: () => releaseLock(files, directory, path, self) } };
    }
    return { ok: false, refusal: { kind: "locked", directory, pid: holderPid } };
  } finally {
    await files.remove(mine);
  }
}

/** The file stays, without a holder, so that the numbers go on. */
async function releaseLock(
  files: Files,
  directory: string,
  path: string,
  self: ProcessRun,
): Promise<void> {
  const released = draftFile(directory, self);
  try {
    await writeSmallFile(files, released, "released\n");
    await files.rename(released, path);
  } finally {
    await files.remove(released);
  }
}

async function writeSmallFile(files: Files, path: string, text: string): Promise<void> {
  await files.remove(path);
  const file = await files.open(path, "create", false);
  try {
    await writeAll(file, [new TextEncoder().encode(text)], 0);
  } finally {
    await file.close();
  }
}
