import { join } from "node:path";
import type { Files } from "./files.ts";

/**
 * In the directory of a log whose predecessor was lost, from before its identity is there until whoever uses the log
 * says that it has recovered.
 */
const markName = "recovering";

export function isRecovering(names: readonly string[]): boolean {
  return names.includes(markName);
}

/** Rejects with the system's errors. */
export async function markRecovering(files: Files, directory: string): Promise<void> {
  const path = join(directory, markName);
  await files.remove(path);
  const file = await files.open(path, "create", true);
  await file.sync();
  await file.close();
  await files.syncDirectory(directory);
}

/** Rejects with the system's errors. */
export async function unmarkRecovering(files: Files, directory: string): Promise<void> {
  await files.remove(join(directory, markName));
  await files.syncDirectory(directory);
}
