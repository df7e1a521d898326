import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** What everybody may read of a host's folder. */
const open = /(^|\/)(install\.sh|[^/]+\.service)$/;

/** Files of the folder, from there, that others than their owner can read: keys, and configuration with secrets. */
export function looseFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !open.test(path) && (statSync(path).mode & 0o077) !== 0)
    .map((path) => path.slice(folder.length).replace(/^\/+/, ""))
    .toSorted();
}

export type Custody = "right" | "no-such-user" | "of-another" | "nothing-there" | "unknown";

/** Whether the data are the user's as whom the processes run: root, who looks, could write them in any case. */
export function custodyOf(data: string, user: string): Custody {
  const owner = statSync(data, { throwIfNoEntry: false })?.uid;
  if (owner === undefined) return "nothing-there";
  const asked = spawnSync("id", ["-u", user], { encoding: "utf8", timeout: 2_000 });
  if (asked.error !== undefined) return "unknown";
  if (asked.status !== 0) return "no-such-user";
  return Number(asked.stdout) === owner ? "right" : "of-another";
}
