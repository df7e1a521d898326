import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Writes a file so that after a crash either the old or the new content is there, mode 600. Throws the system's errors. */
export function writeSynced(path: string, text: string): void {
  renameSynced(writeBeside(path, text), path);
}

/** Writes what a file is to hold, and leaves the file as it is: whoever has all of several files gives them their names. @returns its name until then */
export function writeBeside(path: string, text: string): string {
  const temporary = `${path}.new`;
  const file = openSync(temporary, "w", 0o600);
  try {
    // All of it, or an error: a disk that is nearly full takes a part and says how much.
    writeFileSync(file, text);
    fsyncSync(file);
  } catch (error) {
    // Half of it is of no use to anybody, and may hold the last block of the disk.
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return temporary;
}

/** Gives a file another name in the same folder, and after a crash still. Throws the system's errors. */
export function renameSynced(from: string, to: string): void {
  renameSync(from, to);
  const directory = openSync(dirname(to), "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
