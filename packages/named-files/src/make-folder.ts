import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it that are missing; `mode` is for each that it makes. Throws the system's errors. Node's own
 * `mkdirSync` with `recursive` tries for ever, deaf to every signal, where a link on the way leads nowhere, as to a disk that is
 * not mounted, or where a file system takes no folders, as /proc.
 */
export function makeFolder(path: string, mode = 0o777): void {
  if (isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Somebody else was faster.
    if (!isFolder(path)) throw error;
  }
}

/** Throws where it cannot be looked at: whose it is tells more than that something is there. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOENT") return false;
    throw error;
  }
}
