import { spawnSync } from "node:child_process";
import { lstatSync, readdirSync, statSync, type Stats } from "node:fs";
import { dirname, join, relative } from "node:path";
import { memberBeginMark, memberDirectory } from "../show/member-data.ts";
import { roomDirectory } from "../show/room-logs.ts";

/** What everybody may read of a host's folder. */
const open = /(^|\/)(install\.sh|[^/]+\.service)$/;

/** Folders that are looked into: a host's has one, and nobody is made to wait for a whole disk. */
const foldersMax = 100;

/** Files of the folder, from there, that others than their owner can read: keys, and configuration with secrets. */
export function looseFiles(folder: string): readonly string[] {
  const loose: string[] = [];
  const folders = [folder];
  for (let looked = 0; looked < folders.length && looked < foldersMax; looked += 1) {
    for (const path of pathsIn(folders[looked]!)) {
      // A link is as open as what it leads to; one that leads nowhere is nothing.
      const stats = statsOf(path);
      if (stats?.isDirectory() === true && !isLink(path)) folders.push(path);
      if (stats?.isFile() !== true || open.test(path) || (stats.mode & 0o077) === 0) continue;
      loose.push(relative(folder, path));
    }
  }
  return loose.toSorted();
}

/** Of a folder that who looks may not list, as a disk's `lost+found`, nothing is known. */
function pathsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function statsOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** `ofAnother`: the folder that is another's, or in which something is. */
export type Custody =
  | "right"
  | "no-such-user"
  | "nothing-there"
  | "unknown"
  | { readonly ofAnother: string };

/**
 * Whether the data are the user's as whom the processes run, down to the room's own files: root, who looks, could write them in any
 * case, and a copy that root has put back is root's.
 */
export function custodyOf(data: string, user: string, room: string | null): Custody {
  const found = ownerOf(data);
  if (typeof found === "string") return found;
  const asked = spawnSync("id", ["-u", user], { encoding: "utf8", timeout: 2_000 });
  if (asked.error !== undefined) return "unknown";
  if (asked.status !== 0) return "no-such-user";
  const wrong = [data, ...(room === null ? [] : kept(data, room))].find((path) => {
    const owner = ownerOf(path);
    return typeof owner === "number" && owner !== Number(asked.stdout);
  });
  if (wrong === undefined) return "right";
  // Not that of all data where a link leads elsewhere: chown -R would stop at it.
  return { ofAnother: statsOf(wrong)?.isDirectory() === true ? wrong : dirname(wrong) };
}

/** Where the room and its etcd member keep something, if they do. */
function kept(data: string, room: string): readonly string[] {
  const member = memberDirectory(data, room);
  const folders = [roomDirectory(data, room), member];
  return [
    ...folders.flatMap((folder) => [dirname(folder), folder, ...pathsIn(folder)]),
    memberBeginMark(data, room),
  ];
}

function ownerOf(path: string): number | "nothing-there" | "unknown" {
  try {
    return statSync(path, { throwIfNoEntry: false })?.uid ?? "nothing-there";
  } catch {
    return "unknown";
  }
}
