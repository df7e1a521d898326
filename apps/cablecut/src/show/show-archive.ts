import { existsSync, renameSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { makeFolder, readFileOf, writeSynced } from "@cablecut/named-files";
import type { LocalizedText } from "@cablecut/protocol";
import { codeOf, reasonOf } from "./system-error.ts";

/** What belongs to one show in a data directory; the lock and running.json belong to the supervisor. */
const partsOfShow = [
  "show.json",
  "config",
  "etcd",
  "fabric",
  "gateway",
  "logs",
  "report",
  "rooms",
  "rooms-set-aside",
] as const;

/** What a new show writes before anybody has come, generously. */
const newShowBytes = 32 * 1024 * 1024;

export type SettingAside =
  /** Relative to the data directory. */
  | { readonly ok: true; readonly folder: string }
  | { readonly ok: false; readonly reason: LocalizedText };

/**
 * Writes down that everything of a show is to be moved to `shows/<showId>-<time>` below its data directory, so that the next
 * start begins a new one; once it is stopped `finishSettingAside` does it, after a crash as well, and no room ever starts from
 * empty under the old show's name. Refused, and nothing is changed, where the disk does not take what a new show writes.
 */
export function beginSettingAside(dataDirectory: string, showId: string, at: Date): SettingAside {
  const time = at.toISOString().slice(0, 19).replaceAll(":", "-");
  const folder = join("shows", `${showId}-${time}`);
  try {
    const { bavail, bsize } = statfsSync(dataDirectory);
    if (bavail * bsize < newShowBytes) return { ok: false, reason: tooLittleSpace };
    writeSynced(notePath(dataDirectory), folder);
    return { ok: true, folder };
  } catch (error) {
    if (codeOf(error) === null) throw error;
    takeBack(notePath(dataDirectory));
    return { ok: false, reason: reasonOf(error) };
  }
}

/** A note that was written, of which the folder was not synced. */
function takeBack(note: string): void {
  try {
    rmSync(note, { force: true });
  } catch {
    // It is no file, so it is no note either.
  }
}

const tooLittleSpace: LocalizedText = {
  en: `less than ${newShowBytes / 2 ** 20} MiB are left`,
  zh: `剩余空间不足${newShowBytes / 2 ** 20} MiB`,
};

/**
 * To be called before a show is opened. Nothing happens where no move was begun, nor by a note that names no folder of
 * ours: it is damaged, and what is there stays there.
 */
export function finishSettingAside(dataDirectory: string): void {
  const note = notePath(dataDirectory);
  const read = readFileOf(note, noteBytesMax);
  const named = read.ok ? read.bytes.toString("utf8") : "";
  if (!folderName.test(named)) return;
  const folder = join(dataDirectory, named);
  makeFolder(folder, 0o700);
  for (const part of partsOfShow) {
    const from = join(dataDirectory, part);
    if (existsSync(from)) renameSync(from, join(folder, part));
  }
  rmSync(note);
}

const noteBytesMax = 128;
const folderName = /^shows[/\\][0-9A-Za-z-]{1,64}$/;

function notePath(dataDirectory: string): string {
  return join(dataDirectory, "setting-aside");
}
