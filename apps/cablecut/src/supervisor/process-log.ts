import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs";

const logBytesMax = 16 * 1024 * 1024;
const tailBytes = 8 * 1024;
const lastWordsCharactersMax = 200;

/**
 * Opens the log of a process for appending. The process is given the file itself, not a pipe: a
 * supervisor that is stopped or slow must never hold up a room. The caller closes its own copy.
 * Null where the disk does not let it: a process runs without a log rather than not at all.
 */
export function openProcessLog(path: string): number | null {
  tryToBoundProcessLog(path);
  try {
    return openSync(path, "a", 0o600);
  } catch {
    return null;
  }
}

/** Bounds it if the disk lets it; a full one does not, and is asked again the next time. */
export function tryToBoundProcessLog(path: string): void {
  try {
    boundProcessLog(path);
  } catch {
    removeHalfCopy(path);
  }
}

/** What a full disk left of it takes space for nothing. A folder of that name is not ours, and no reason to end. */
function removeHalfCopy(path: string): void {
  try {
    rmSync(`${path}.1`, { force: true });
  } catch {
    // Asked again the next time.
  }
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

/**
 * The last line of a log from `fromByte` on, for people: an error, or what is no JSON. Null where it cannot be read, a
 * folder of that name included.
 */
export function lastWordsIn(path: string, fromByte = 0): string | null {
  const text = tailOf(path, fromByte);
  const words = text === null ? null : readableLine(text.split("\n"));
  return words === null ? null : words.slice(0, lastWordsCharactersMax);
}

function tailOf(path: string, fromByte: number): string | null {
  let file: number | null = null;
  try {
    file = openSync(path, constants.O_RDONLY + constants.O_NONBLOCK);
    const { size } = fstatSync(file);
    const start = Math.max(size < fromByte ? 0 : fromByte, size - tailBytes);
    const bytes = Buffer.alloc(size - start);
    readSync(file, bytes, 0, bytes.length, start);
    return bytes.toString("utf8");
  } catch {
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}

const errorLevel = 50;

/**
 * What came after the last line of JSON, if anything: an uncaught error, whose first line says more
 * than its stack. Otherwise the last line of JSON, if it tells of an error; the usual business of a
 * process that was killed is none of its end.
 */
function readableLine(lines: readonly string[]): string | null {
  const filled = lines.map((line) => line.trim()).filter((line) => line !== "");
  const lastJson = filled.findLastIndex((line) => line.startsWith('{"'));
  const unformatted = filled.slice(lastJson + 1);
  const error = unformatted.findLast((line) => /^([A-Z]\w*)?Error\b.*: /.test(line));
  return error ?? unformatted.at(-1) ?? errorIn(filled[lastJson] ?? "");
}

function errorIn(line: string): string | null {
  try {
    const entry = JSON.parse(line) as { level?: unknown; msg?: unknown; err?: unknown };
    if (typeof entry.level === "number" && entry.level < errorLevel) return null;
    const inner = (entry.err as { message?: unknown } | undefined)?.message;
    const parts = [entry.msg, inner].filter((part) => typeof part === "string");
    return parts.length === 0 ? line : [...new Set(parts)].join(": ");
  } catch {
    return line === "" ? null : line;
  }
}
