import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

const attemptsMax = 100;

export type LockOutcome =
  | { readonly ok: true; readonly release: () => void }
  /** Another live process holds the directory. */
  | { readonly ok: false; readonly holderPid: number };

/**
 * Takes the exclusive lock of a data directory. The lock of a process that has died is taken over.
 * A process is told by its pid and its start time, so that another one with the same number is not
 * mistaken for it.
 *
 * Locks are numbered files, and the highest number is the one that counts. Invariant: the highest
 * is never removed, only overtaken by a higher one, and link() lets exactly one process create a
 * number. So of many that find the same dead holder one wins; and one that acts on a view that is
 * out of date sees a higher number than its own afterwards and gives way.
 */
export function lockDirectory(directory: string): LockOutcome {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const prepared = join(directory, `locking.${process.pid}`);
  writeFileSync(prepared, identityOf(process.pid), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const highest = lockNumbers(directory).at(-1) ?? 0;
      const held = contentOf(lockPath(directory, highest)) ?? "";
      if (isAlive(held)) return { ok: false, holderPid: pidOf(held) };
      const mine = highest + 1;
      if (!linked(prepared, lockPath(directory, mine))) continue;
      const numbers = lockNumbers(directory);
      const lower = numbers.filter((number) => number < mine);
      if (numbers.at(-1) === mine) {
        for (const number of lower) rmSync(lockPath(directory, number), { force: true });
        return { ok: true, release: () => writeFileSync(lockPath(directory, mine), "") };
      }
      rmSync(lockPath(directory, mine), { force: true });
    }
    throw new Error(`the lock of ${directory} changes hands all the time`);
  } finally {
    rmSync(prepared, { force: true });
  }
}

/** The process that holds the lock of a directory, null if none does. Takes nothing and changes nothing. */
export function lockHolderOf(directory: string): number | null {
  if (!existsSync(directory)) return null;
  const highest = lockNumbers(directory).at(-1);
  const held = highest === undefined ? "" : (contentOf(lockPath(directory, highest)) ?? "");
  return isAlive(held) ? pidOf(held) : null;
}

function lockPath(directory: string, number: number): string {
  return join(directory, `lock.${number}`);
}

/** Ascending. */
function lockNumbers(directory: string): number[] {
  return readdirSync(directory)
    .flatMap((name) => /^lock\.(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function pidOf(identity: string): number {
  return Number.parseInt(identity, 10);
}

function isAlive(identity: string): boolean {
  const pid = pidOf(identity);
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return identityOf(pid) === identity;
}

/** The pid and, where the system tells it (Linux), the moment the process started. */
function identityOf(pid: number): string {
  const stat = contentOf(`/proc/${pid}/stat`);
  // The name in field 2 may contain blanks and parentheses; the start time is field 22.
  const startTime = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "unknown";
  return `${pid} ${startTime}\n`;
}
