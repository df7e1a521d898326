import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readFileOf, writeSynced } from "@cablecut/named-files";

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

/**
 * Moves everything of a stopped show to `shows/<showId>-<time>` below its data directory, so that the next start begins
 * a new one. What is to be done is written down first: after a crash in the middle `finishSettingAside` goes on, and no
 * room ever starts from empty under the old show's name.
 * @returns the folder, relative to the data directory
 */
export function setShowAside(dataDirectory: string, showId: string, at: Date): string {
  const time = at.toISOString().slice(0, 19).replaceAll(":", "-");
  const folder = join("shows", `${showId}-${time}`);
  writeSynced(notePath(dataDirectory), folder);
  finishSettingAside(dataDirectory);
  return folder;
}

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
  mkdirSync(folder, { recursive: true, mode: 0o700 });
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
