import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where Linux keeps files in memory. */
const memory = "/dev/shm";
/** Five rooms, two shows and a browser at once stay far below it. */
const roomBytesMin = 2 * 1024 ** 3;

export interface ScratchFolder {
  readonly path: string;
  /** It is in memory, not on the disk. */
  readonly inMemory: boolean;
  remove(): void;
}

/**
 * A folder for the data of tests that hold deadlines, in memory where the machine has room for it: what they test is not
 * how long a disk takes that others write to as well. It goes with this process at the latest. What a disk does to a log is tested with the log.
 */
export function scratchFolder(parent: string = hasRoom(memory) ? memory : tmpdir()): ScratchFolder {
  const path = mkdtempSync(join(parent, "cablecut-tests-"));
  const remove = (): void => {
    process.off("exit", remove);
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  };
  // Memory is not given back by itself.
  process.once("exit", remove);
  return { path, inMemory: parent === memory, remove };
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= roomBytesMin;
  } catch {
    return false;
  }
}
