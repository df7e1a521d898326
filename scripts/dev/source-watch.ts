import { existsSync, readdirSync, watch, type FSWatcher } from "node:fs";
import { join } from "node:path";

/** An editor that saves writes more than once. */
const settledMs = 100;

/**
 * Calls back once whenever something below the folders has changed and settled. Each folder is watched by itself: Node's
 * own recursive watching on Linux loses a file that an editor has replaced.
 */
export function watchSources(folders: readonly string[], onChange: () => void): { close(): void } {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const folder of folders) watchBelow(folder);
      onChange();
    }, settledMs);
  };
  const watchBelow = (folder: string): void => {
    if (!existsSync(folder)) return;
    if (!watchers.has(folder)) {
      const watcher = watch(folder, changed);
      const forget = (): void => {
        watcher.close();
        watchers.delete(folder);
      };
      // A folder that is removed.
      watcher.on("error", forget);
      watchers.set(folder, watcher);
    }
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) watchBelow(join(folder, entry.name));
    }
  };
  for (const folder of folders) watchBelow(folder);
  return {
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}
