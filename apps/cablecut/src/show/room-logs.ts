import { lstatSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "@cablecut/named-files";
import { quorumOf, type LocalizedText, type RoomConfig } from "@cablecut/protocol";
import { describeRefusal, followsIn, logPresence, readWal, unmarkLog } from "@cablecut/wal";
import { engineOf, type Show } from "./show-file.ts";

/** What an empty directory of a room means, by room. */
export type EmptyMeans = Readonly<Record<string, NonNullable<RoomConfig["ifEmpty"]>>>;

/** More rooms have lost their logs than the others can make good. */
export interface LogsLost {
  readonly kind: "logs-lost";
  readonly rooms: readonly string[];
  /** Of so many. */
  readonly count: number;
}

/** The loss was accepted, and what is left of the logs cannot be read. */
export interface NoLogReadable {
  readonly kind: "no-log-readable";
  readonly rooms: readonly string[];
  /** Of the first of them. */
  readonly reason: LocalizedText;
}

export type LogsFound =
  | {
      readonly ok: true;
      readonly ifEmpty: EmptyMeans;
      readonly lost: readonly string[];
      /** To be set aside before the rooms start: what they have is no promise, and there will be nobody to recover from. */
      readonly aside: readonly string[];
      /** What these have is all that is left: from now on it is whole. */
      readonly unmark: readonly string[];
    }
  | { readonly ok: false; readonly refusal: LogsLost | NoLogReadable };

/** Of the last entry. */
interface LogEnd {
  readonly index: number;
  readonly term: number;
}

/** `not-all-yet`: it was begun after an accepted loss, and may lack some of what another room had left. */
type Presence = Awaited<ReturnType<typeof logPresence>> | "not-all-yet";

export function roomDirectory(dataDirectory: string, room: string): string {
  return join(dataDirectory, "rooms", room);
}

/**
 * Looks into the rooms' directories before they start. Those of a room that ran and now has nothing, or has not recovered
 * yet, hold no promise; if these are more than a minority, what was committed may be gone, and only `acceptLoss` goes on.
 */
export async function findRoomLogs(
  show: Show,
  dataDirectory: string,
  acceptLoss: boolean,
): Promise<LogsFound> {
  const rooms = show.topology.rooms.map(({ id }) => id);
  const presences = await presencesOf(show, dataDirectory);
  const ran = (room: string): boolean => show.roomsRan.includes(room);
  const lost = rooms.filter((room, at) => ran(room) && presences[at] !== "there");
  if (lost.length <= rooms.length - quorumOf(show.topology)) {
    const ifEmpty = meansOf(rooms, (room) => (ran(room) ? "recover" : "create"));
    return { ok: true, ifEmpty, lost, aside: [], unmark: [] };
  }
  if (acceptLoss) return afterLoss(show, dataDirectory, presences);
  return { ok: false, refusal: { kind: "logs-lost", rooms: lost, count: rooms.length } };
}

/**
 * Rooms that have nothing follow those that have something, also those that never ran: among followers a single empty room that
 * may lead would be elected, and the others would drop what they have. Where nobody has anything the show begins anew. What
 * rooms have that had not recovered is set aside: while it lay there they would wait for a quorum of others for good. So is a
 * log that ends before another one: empty rooms vote for whoever asks first, and the other would drop what this one lacks.
 */
async function afterLoss(
  show: Show,
  dataDirectory: string,
  presences: readonly Presence[],
): Promise<LogsFound> {
  const rooms = show.topology.rooms.map(({ id }) => id);
  const inUse = new Set<string>();
  const unreadable = new Map<string, LocalizedText>();
  const ends = new Map<string, LogEnd>();
  // One after the other: a log is held in memory while it is read.
  const readThose = async (which: Presence): Promise<void> => {
    for (const room of rooms.filter((_, at) => presences[at] === which)) {
      const content = await contentOf(show, dataDirectory, room);
      if (content === "nothing") continue;
      if (content === "in-use") inUse.add(room);
      else if ("index" in content) ends.set(room, content);
      else unreadable.set(room, content);
    }
  };
  await readThose("there");
  // Where nobody has all that was left, it is with those that had begun to get it.
  const isPartLeft = ends.size + inUse.size + unreadable.size === 0;
  if (isPartLeft) await readThose("not-all-yet");
  const isAnyWhole = ends.size + inUse.size > 0;
  const empty = new Set(
    rooms.filter((room) => !ends.has(room) && !inUse.has(room) && !unreadable.has(room)),
  );
  const [unread] = unreadable.values();
  if (!isAnyWhole && unread !== undefined)
    return {
      ok: false,
      refusal: { kind: "no-log-readable", rooms: [...unreadable.keys()], reason: unread },
    };
  // On etcd its members have the log, and rooms elect nobody.
  if (engineOf(show) !== "etcd") for (const room of behindAnother(ends)) empty.add(room);
  const ifEmpty = meansOf(rooms, (room) =>
    !isAnyWhole ? "create" : empty.has(room) ? "follow" : "recover",
  );
  const aside = rooms.filter((room, at) => empty.has(room) && presences[at] !== "empty");
  const unmark = rooms.filter((room) => isPartLeft && ends.has(room) && !empty.has(room));
  return { ok: true, ifEmpty, lost: [], aside, unmark };
}

/** Those that are not as up to date as the most up to date one is, which alone has all that any of them had committed (§5.4.1). */
function behindAnother(ends: ReadonlyMap<string, LogEnd>): readonly string[] {
  const isBefore = (one: LogEnd, other: LogEnd): boolean =>
    one.term === other.term ? one.index < other.index : one.term < other.term;
  return [...ends.keys()].filter((room) =>
    [...ends.values()].some((other) => isBefore(ends.get(room)!, other)),
  );
}

/** Where a log ends, or that somebody uses it; else why it cannot be read. */
async function contentOf(
  show: Show,
  dataDirectory: string,
  room: string,
): Promise<LogEnd | "in-use" | "nothing" | LocalizedText> {
  const read = await readWal({
    directory: roomDirectory(dataDirectory, room),
    identity: { room, show: show.showId },
  });
  if (!read.ok) return read.refusal.kind === "locked" ? "in-use" : describeRefusal(read.refusal);
  const { snapshot, entries } = read.value.recovered;
  const { index, term } = entries.at(-1) ?? snapshot ?? { index: 0, term: 0 };
  return index === 0 ? "nothing" : { index, term };
}

function meansOf(
  rooms: readonly string[],
  meaning: (room: string) => EmptyMeans[string],
): EmptyMeans {
  return Object.fromEntries(rooms.map((room) => [room, meaning(room)] as const));
}

/** The room's disk has a log that is a promise: one that is there, and has recovered or got all that was left. */
export async function hasWholeLog(dataDirectory: string, room: string): Promise<boolean> {
  const directory = roomDirectory(dataDirectory, room);
  const presence = await logPresence(directory).catch(() => null);
  return presence === "there" && (await followsIn(directory).catch(() => "no")) !== "always";
}

/**
 * A directory that cannot even be looked into is its room's own trouble, which names it when it starts. Rejects with the
 * system's error where the others would be no quorum.
 */
async function presencesOf(show: Show, dataDirectory: string): Promise<readonly Presence[]> {
  const rooms = show.topology.rooms.map(({ id }) => id);
  const looks = await Promise.allSettled(
    rooms.map((room) => logPresence(roomDirectory(dataDirectory, room))),
  );
  const failed = looks.filter((look) => look.status === "rejected");
  if (failed.length > rooms.length - quorumOf(show.topology)) throw failed[0]!.reason;
  const presences: Presence[] = [];
  // One after the other: a log is held in memory while it is read.
  for (const [at, look] of looks.entries()) {
    const presence = look.status === "fulfilled" ? look.value : "there";
    const isNotAllYet =
      presence === "there" && (await hasNotAllYet(show, dataDirectory, rooms[at]!));
    presences.push(isNotAllYet ? "not-all-yet" : presence);
  }
  return presences;
}

/** Only such logs of earlier builds are read: every other one may be long, and is read by its room in a moment. */
async function hasNotAllYet(show: Show, dataDirectory: string, room: string): Promise<boolean> {
  const follows = await followsIn(roomDirectory(dataDirectory, room)).catch(() => "no");
  if (follows !== "if-empty") return follows === "always";
  return (await contentOf(show, dataDirectory, room)) === "nothing";
}

/** Before any room starts. */
export async function putInOrder(
  dataDirectory: string,
  { aside, unmark }: Pick<Extract<LogsFound, { ok: true }>, "aside" | "unmark">,
): Promise<void> {
  for (const room of aside) await setRoomLogAside(dataDirectory, room, new Date());
  for (const room of unmark) await unmarkLog(roomDirectory(dataDirectory, room));
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
