import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Whose an etcd member's directory is. */
export interface MemberMark {
  readonly show: string;
  readonly room: string;
}

/** Etcd looks at its own folder in there and at nothing else. */
const fileName = "cablecut-member.json";
const nobody: MemberMark = { show: "?", room: "?" };

/** Null where nobody has said so far: an empty directory, or one of an earlier build. A mark that cannot be read is nobody's. */
export function readMemberMark(directory: string): MemberMark | null {
  try {
    const mark: unknown = JSON.parse(readFileSync(join(directory, fileName), "utf8"));
    return isMark(mark) ? { show: mark.show, room: mark.room } : nobody;
  } catch (error) {
    return isMissing(error) ? null : nobody;
  }
}

export function writeMemberMark(directory: string, mark: MemberMark): void {
  writeFileSync(join(directory, fileName), `${JSON.stringify(mark)}\n`, { mode: 0o600 });
}

/** Whom the directory belongs to, if not to `mark`; null where it may be used. */
export function foreignOwner(directory: string, { show, room }: MemberMark): MemberMark | null {
  const owner = readMemberMark(directory);
  return owner === null || (owner.show === show && owner.room === room) ? null : owner;
}

function isMark(value: unknown): value is MemberMark {
  return (
    typeof value === "object" &&
    value !== null &&
    "show" in value &&
    "room" in value &&
    typeof value.show === "string" &&
    typeof value.room === "string"
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
