import { join } from "node:path";
import { readFileOf, writeSynced } from "@cablecut/named-files";

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
  const read = readFileOf(join(directory, fileName), bytesMax);
  if (!read.ok) return read.refusal.kind === "absent" ? null : "unreadable";
  try {
    const mark: unknown = JSON.parse(read.bytes.toString("utf8"));
    return isMark(mark) ? { show: mark.show, room: mark.room } : "unreadable";
  } catch {
    return "unreadable";
  }
}

/** Whole or not at all, also where the machine loses its power meanwhile. */
export function writeMemberMark(directory: string, mark: MemberMark): void {
  writeSynced(join(directory, fileName), `${JSON.stringify(mark)}\n`);
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
