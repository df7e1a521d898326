import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
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
  | { readonly ok: true; readonly ifEmpty: EmptyMeans; readonly lost: readonly string[] }
  | { readonly ok: false; readonly refusal: LogsLost };

export function roomDirectory(dataDirectory: string, room: string): string {
  return join(dataDirectory, "rooms", room);
}

/**
 * Looks into the rooms' directories before they start. Those of a room that ran and now has nothing, or has not recovered
 * yet, hold no promise; if these are more than a minority, what was committed may be gone, and only `acceptLoss` goes on:
 * then the empty ones follow the others, and where all are empty the log begins anew.
 */
export async function findRoomLogs(
  show: Show,
  dataDirectory: string,
  acceptLoss: boolean,
): Promise<LogsFound> {
  const rooms = show.topology.rooms.map(({ id }) => id);
  const presences = await Promise.all(
    rooms.map(async (room) => logPresence(roomDirectory(dataDirectory, room))),
  );
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
  return { ok: true, ifEmpty, lost: isTooMany ? [] : lost };
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
  if ((await logPresence(directory)) === "empty") return null;
  const time = at.toISOString().slice(0, 23).replaceAll(/[:.]/g, "-");
  const aside = join("rooms-set-aside", `${room}-${time}`);
  mkdirSync(join(dataDirectory, "rooms-set-aside"), { recursive: true, mode: 0o700 });
  renameSync(directory, join(dataDirectory, aside));
  return aside;
}
