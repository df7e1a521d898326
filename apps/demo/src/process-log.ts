import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  statSync,
  truncateSync,
} from "node:fs";

const logBytesMax = 16 * 1024 * 1024;
const tailBytes = 8 * 1024;
const lastWordsCharactersMax = 200;

/**
 * Opens the log of a process for appending. The process is given the file itself, not a pipe: a
 * supervisor that is stopped or slow must never hold up a room. The caller closes its own copy.
 */
export function openProcessLog(path: string): number {
  boundProcessLog(path);
  return openSync(path, "a", 0o600);
}

/**
 * Moves a log that has become too long to `<path>.1` and empties it. The process goes on writing to
 * the same file, since it appends; lines written in between are lost.
 */
export function boundProcessLog(path: string, bytesMax = logBytesMax): void {
  if (!existsSync(path) || statSync(path).size <= bytesMax) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path, 0);
}

/** The last line of a log from `fromByte` on, for people: of a line of JSON its message. */
export function lastWordsIn(path: string, fromByte = 0): string | null {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const start = Math.max(size < fromByte ? 0 : fromByte, size - tailBytes);
    const bytes = Buffer.alloc(size - start);
    readSync(file, bytes, 0, bytes.length, start);
    const words = readableLine(bytes.toString("utf8").split("\n"));
    return words === null ? null : words.slice(0, lastWordsCharactersMax);
  } finally {
    closeSync(file);
  }
}

/** An uncaught error ends with its stack and Node's version: its first line says more. */
function readableLine(lines: readonly string[]): string | null {
  const filled = lines.map((line) => line.trim()).filter((line) => line !== "");
  const error = filled.findLast((line) => /^([A-Z]\w*)?Error\b.*: /.test(line));
  const last = filled.at(-1);
  if (last === undefined) return null;
  return last.startsWith("{") ? messageOf(last) : (error ?? last);
}

function messageOf(line: string): string {
  try {
    const entry = JSON.parse(line) as { msg?: unknown; err?: { message?: unknown } };
    const parts = [entry.msg, entry.err?.message].filter((part) => typeof part === "string");
    return parts.length === 0 ? line : [...new Set(parts)].join(": ");
  } catch {
    return line;
  }
}
