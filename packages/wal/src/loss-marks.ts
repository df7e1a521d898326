import { join } from "node:path";
import type { Files } from "./files.ts";
import { nodeFiles } from "./node-files.ts";
import { segmentNumbers } from "./segment.ts";

/**
 * Marks in the directory of a log whose predecessor was lost; they are there before its identity is.
 *
 * Both stay until whoever uses the log says that it has recovered. `following`: the loss was accepted. Earlier builds
 * wrote `follower` for that, which stays for good and matters only while the log is empty.
 */
export type LossMark = "recovering" | "following";
const earlierMark = "follower";

export function isMarked(names: readonly string[], mark: LossMark): boolean {
  return names.includes(mark);
}

/** Rejects with the system's errors. */
export async function setMark(files: Files, directory: string, mark: LossMark): Promise<void> {
  const path = join(directory, mark);
  await files.remove(path);
  const file = await files.open(path, "create", true);
  await file.sync();
  await file.close();
  await files.syncDirectory(directory);
}

/** Rejects with the system's errors. */
export async function removeMarks(files: Files, directory: string): Promise<void> {
  for (const mark of ["recovering", "following"] satisfies LossMark[])
    await files.remove(join(directory, mark));
  await files.syncDirectory(directory);
}

/** As `Wal.recovered`, of a log that is not open. Rejects with the system's errors. */
export async function unmarkLog(directory: string, files: Files = nodeFiles): Promise<void> {
  await removeMarks(files, directory);
}

/** Whether a log of these files that `isEmpty` leaves it to others to lead. */
export function isFollowing(names: readonly string[], isEmpty: boolean): boolean {
  return isMarked(names, "following") || (isEmpty && names.includes(earlierMark));
}

/**
 * What `openWal` would find, without reading any of it: nothing (so that `ifEmpty` decides), a log that has not recovered
 * from the loss of the one before, or a log; also where something stands that is no directory, which `openWal` refuses by
 * name. Rejects with the system's other errors.
 */
export async function logPresence(
  directory: string,
  files: Files = nodeFiles,
): Promise<"empty" | "recovering" | "there"> {
  const names = await namesIn(files, directory);
  if (names === null) return "there";
  const isThere =
    names.includes("identity") ||
    (segmentNumbers(names).length > 0 && !names.includes("identity.tmp"));
  if (!isThere) return "empty";
  return isMarked(names, "recovering") ? "recovering" : "there";
}

/**
 * Whether the log there, if it is one, was begun after a loss that was accepted and may lack what others have: always, or
 * where it is empty. Rejects with the system's errors.
 */
export async function followsIn(
  directory: string,
  files: Files = nodeFiles,
): Promise<"always" | "if-empty" | "no"> {
  const names = (await namesIn(files, directory)) ?? [];
  if (isFollowing(names, false)) return "always";
  return isFollowing(names, true) ? "if-empty" : "no";
}

/** Null where something else stands. */
async function namesIn(files: Files, directory: string): Promise<readonly string[] | null> {
  try {
    return await files.list(directory);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOENT") return [];
    if (code === "ENOTDIR" || code === "ELOOP") return null;
    throw error;
  }
}
