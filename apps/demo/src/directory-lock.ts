import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

const takeoversMax = 5;

export type LockOutcome =
  | { readonly ok: true; readonly release: () => void }
  /** Another live process holds the directory. */
  | { readonly ok: false; readonly holderPid: number };

/**
 * Takes the exclusive lock of a data directory (file `lock`). The lock of a process that has died
 * is taken over. A process is told by its pid and its start time, so that another one with the same
 * number is not mistaken for it.
 */
export function lockDirectory(directory: string): LockOutcome {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = join(directory, "lock");
  const mine = `${lock}.${process.pid}`;
  const identity = identityOf(process.pid);
  writeFileSync(mine, identity, { mode: 0o600 });
  try {
    for (let takeover = 0; takeover <= takeoversMax; takeover++) {
      // link() is atomic and fails if the lock exists: exactly one of several wins.
      if (linked(mine, lock)) return { ok: true, release: () => releaseLock(lock, identity) };
      const held = contentOf(lock);
      if (held === null) continue;
      if (isAlive(held)) return { ok: false, holderPid: pidOf(held) };
      removeStaleLock(lock, mine, held);
    }
    return { ok: false, holderPid: pidOf(contentOf(lock) ?? "0") };
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * Moves the stale lock aside and looks at what was really moved: another starter may have replaced
 * it in the meantime, and a live lock goes back to its place.
 */
function removeStaleLock(lock: string, mine: string, stale: string): void {
  const aside = `${mine}.stale`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  if (contentOf(aside) !== stale) linked(aside, lock);
  rmSync(aside, { force: true });
}

function releaseLock(lock: string, identity: string): void {
  if (contentOf(lock) === identity) unlinkSync(lock);
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
