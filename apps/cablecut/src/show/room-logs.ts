import { lstatSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "@cablecut/named-files";
import { quorumOf, type RoomConfig } from "@cablecut/protocol";
import { logPresence } from "@cablecut/wal";
import type { Show } from "./show-file.ts";

/** What an empty directory of a room means, by room. */
export type EmptyMeans = Readonly<Record<string, NonNullable<RoomConfig["ifEmpty"]>>>;

/** More rooms have lost their logs than the others can make good. */
export interface LogsLost {
  readonly kind: "logs-lost";
  readonly rooms: readonly string[];
  /** Of so many. */
  readonly count: number;
}

export type LogsFound =
  | {
      readonly ok: true;
      readonly ifEmpty: EmptyMeans;
      readonly lost: readonly string[];
      /** To be set aside before the rooms start: what they have is no promise, and there will be nobody to recover from. */
      readonly aside: readonly string[];
    }
  | { readonly ok: false; readonly refusal: LogsLost };

export function roomDirectory(dataDirectory: string, room: string): string {
  return join(dataDirectory, "rooms", room);
}

/**
 * Looks into the rooms' directories before they start. Those of a room that ran and now has nothing, or has not recovered
 * yet, hold no promise; if these are more than a minority, what was committed may be gone, and only `acceptLoss` goes on:
 * then those follow the others, and where no room has a whole log it begins anew. What rooms have that had not recovered is
 * set aside for that: while it lay there they would wait for a quorum of others for good.
 */
export async function findRoomLogs(
  show: Show,
  dataDirectory: string,
  acceptLoss: boolean,
): Promise<LogsFound> {
  const rooms = show.topology.rooms.map(({ id }) => id);
  const presences = await presencesOf(rooms, dataDirectory, quorumOf(show.topology));
  const ran = (room: string): boolean => show.roomsRan.includes(room);
  const lost = rooms.filter((room, at) => ran(room) && presences[at] !== "there");
  const isTooMany = lost.length > rooms.length - quorumOf(show.topology);
  if (isTooMany && !acceptLoss) {
    return { ok: false, refusal: { kind: "logs-lost", rooms: lost, count: rooms.length } };
  }
  const afterLoss: EmptyMeans[string] = !isTooMany
    ? "recover"
    : lost.length < rooms.length
      ? "follow"
      : "create";
  const ifEmpty: EmptyMeans = Object.fromEntries(
    rooms.map((room) => [room, ran(room) ? afterLoss : "create"] as const),
  );
  const aside = rooms.filter((_, at) => isTooMany && presences[at] === "recovering");
  return { ok: true, ifEmpty, lost: isTooMany ? [] : lost, aside };
}

/** The room's disk has a log that is a promise: one that is there and has recovered. */
export async function hasWholeLog(dataDirectory: string, room: string): Promise<boolean> {
  const presence = await logPresence(roomDirectory(dataDirectory, room)).catch(() => null);
  return presence === "there";
}

/**
 * A directory that cannot even be looked into is its room's own trouble, which names it when it starts. Rejects with the
 * system's error where the others would be no quorum.
 */
async function presencesOf(
  rooms: readonly string[],
  dataDirectory: string,
  quorum: number,
): Promise<readonly Awaited<ReturnType<typeof logPresence>>[]> {
  const looks = await Promise.allSettled(
    rooms.map((room) => logPresence(roomDirectory(dataDirectory, room))),
  );
  const failed = looks.filter((look) => look.status === "rejected");
  if (failed.length > rooms.length - quorum) throw failed[0]!.reason;
  return looks.map((look) => (look.status === "fulfilled" ? look.value : "there"));
}

/**
 * Moves the log of a room that does not run out of its way, and deletes nothing. A room without one is left as it is.
 * @returns the folder, relative to the data directory; null where there was none
 */
export async function setRoomLogAside(
  dataDirectory: string,
  room: string,
  at: Date,
): Promise<string | null> {
  const directory = roomDirectory(dataDirectory, room);
  if (isNoDirectory(directory)) return moveAside(dataDirectory, room, at);
  return (await logPresence(directory)) === "empty" ? null : moveAside(dataDirectory, room, at);
}

/** A file, or a link that leads nowhere or in a circle: no room could begin there. */
function isNoDirectory(path: string): boolean {
  const isThere = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  try {
    return isThere && !statSync(path).isDirectory();
  } catch {
    return isThere;
  }
}

function moveAside(dataDirectory: string, room: string, at: Date): string {
  const time = at.toISOString().slice(0, 23).replaceAll(/[:.]/g, "-");
  const aside = join("rooms-set-aside", `${room}-${time}`);
  makeFolder(join(dataDirectory, "rooms-set-aside"), 0o700);
  renameSync(roomDirectory(dataDirectory, room), join(dataDirectory, aside));
  return aside;
}
