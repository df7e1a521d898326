import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** Whose an etcd member's directory is. */
export interface MemberMark {
  readonly show: string;
  readonly room: string;
}

/** Etcd looks at its own folder in there and at nothing else. */
const fileName = "cablecut-member.json";
const bytesMax = 1_024;
/** Names of shows and rooms as every build has written them: one that has anything else in it is no name. */
const namePattern = /^[0-9A-Za-z-]{1,64}$/;

/**
 * Null where nobody has said so far: an empty directory, or one of an earlier build. `unreadable`: somebody has, and who cannot
 * be told. Neither is a pipe waited for nor a device read without end.
 */
export function readMemberMark(directory: string): MemberMark | "unreadable" | null {
  try {
    const text = readShort(join(directory, fileName));
    const mark: unknown = text === null ? null : JSON.parse(text);
    return isMark(mark) ? { show: mark.show, room: mark.room } : "unreadable";
  } catch (error) {
    return isMissing(error) ? null : "unreadable";
  }
}

/** Whole or not at all, also where the machine loses its power meanwhile. */
export function writeMemberMark(directory: string, mark: MemberMark): void {
  const path = join(directory, fileName);
  const file = openSync(`${path}.new`, "w", 0o600);
  try {
    // All of it, or an error: a disk that is nearly full takes a part and says how much.
    writeFileSync(file, `${JSON.stringify(mark)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}

/** Whom the directory belongs to, if not to `mark`; null where it may be used. */
export function foreignOwner(
  directory: string,
  { show, room }: MemberMark,
): MemberMark | "unreadable" | null {
  const owner = readMemberMark(directory);
  if (owner === null || owner === "unreadable") return owner;
  return owner.show === show && owner.room === room ? null : owner;
}

/** Null where it is no file, or longer than any mark. */
function readShort(path: string): string | null {
  const file = openSync(path, constants.O_RDONLY + constants.O_NONBLOCK);
  try {
    if (!fstatSync(file).isFile()) return null;
    const bytes = Buffer.alloc(bytesMax + 1);
    const length = readSync(file, bytes, 0, bytes.length, 0);
    return length > bytesMax ? null : bytes.toString("utf8", 0, length);
  } finally {
    closeSync(file);
  }
}

function isMark(value: unknown): value is MemberMark {
  return (
    typeof value === "object" &&
    value !== null &&
    "show" in value &&
    "room" in value &&
    isName(value.show) &&
    isName(value.room)
  );
}

function isName(value: unknown): value is string {
  return typeof value === "string" && namePattern.test(value);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
