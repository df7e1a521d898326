import { existsSync, renameSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { makeFolder, readFileOf, renameSynced, writeSynced } from "@cablecut/named-files";
import type { LocalizedText } from "@cablecut/protocol";
import { keepRehearsed } from "./rehearsed-before.ts";
import type { Engine } from "./show-file.ts";
import { codeOf, reasonOf } from "./system-error.ts";
import { timeInNames } from "./time-in-names.ts";

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

/** What a new show writes before anybody has come, generously: each member of etcd's lays out 64 MB of its log at a time. */
function newShowBytes({ engine, rooms }: EndingShow): number {
  const mebibyte = 1024 * 1024;
  return engine === "etcd" ? rooms * 128 * mebibyte : 32 * mebibyte;
}

/** The next one has the same engine and as many rooms. */
interface EndingShow {
  readonly showId: string;
  readonly engine: Engine;
  readonly rooms: number;
}

export type SettingAside =
  /** Relative to the data directory. */
  | { readonly ok: true; readonly folder: string }
  | { readonly ok: false; readonly reason: LocalizedText };

/**
 * Writes down the wish that everything of a show is moved to `shows/<showId>-<time>` below its data directory. Until it is
 * confirmed it means nothing: whoever stops meanwhile has the same show again. Refused, and nothing is changed, where the disk
 * does not take what a new show writes.
 */
export function beginSettingAside(dataDirectory: string, show: EndingShow, at: Date): SettingAside {
  const folder = join("shows", `${show.showId}-${timeInNames(at)}`);
  try {
    const { bavail, blocks, bsize } = statfsSync(dataDirectory);
    const bytes = newShowBytes(show);
    // A file system without blocks tells nothing about its space.
    if (blocks > 0 && bavail * bsize < bytes) return { ok: false, reason: tooLittleSpace(bytes) };
    // One that was damaged; what is no file would be in the way of the confirmation.
    rmSync(notePath(dataDirectory), { force: true });
    writeSynced(wishPath(dataDirectory), folder);
    return { ok: true, folder };
  } catch (error) {
    if (codeOf(error) === null) throw error;
    takeBack(wishPath(dataDirectory));
    return { ok: false, reason: reasonOf(error) };
  }
}

/**
 * To be called once the show is stopped, and takes no space: from now on it is over. `finishSettingAside` moves it, after a
 * crash at the next start, and no room ever starts from empty under the old show's name. `cutsPlayed`: in this show.
 */
export function confirmSettingAside(dataDirectory: string, cutsPlayed: number): void {
  renameSynced(wishPath(dataDirectory), notePath(dataDirectory));
  // A crash before it loses a hint; after it, the same cuts would be counted twice.
  keepRehearsed(dataDirectory, cutsPlayed);
}

function takeBack(wish: string): void {
  try {
    rmSync(wish, { force: true });
  } catch {
    // It is no file, so it is no wish either.
  }
}

const tooLittleSpace = (bytes: number): LocalizedText => ({
  en: `less than ${bytes / 2 ** 20} MiB are left`,
  zh: `剩余空间不足${bytes / 2 ** 20} MiB`,
});

/**
 * To be called before a show is opened. Nothing happens where no move was confirmed, nor by a note that names no folder of
 * ours: it is damaged, and what is there stays there.
 */
export function finishSettingAside(dataDirectory: string): void {
  takeBack(wishPath(dataDirectory));
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

/** What was only begun. */
function wishPath(dataDirectory: string): string {
  return `${notePath(dataDirectory)}.wished`;
}
