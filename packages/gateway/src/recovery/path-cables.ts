import { cableNames, type CableName, type LinkReport, type RoomIndex } from "@cablecut/protocol";

/** Whoever tells what its links are like, and is heard: a room that answers, or this gateway itself. */
export interface PathEnd {
  /** Null: this gateway. */
  readonly room: RoomIndex | null;
  readonly links: readonly LinkReport[];
}

/** One plane of a room, without a fabric to say what it is like. */
export interface RealCable {
  readonly room: RoomIndex;
  readonly name: CableName;
  readonly state: "carries" | "cut" | "unknown";
  /** Of a cut one: since anything came over it last, ms. */
  readonly silentMs: number | null;
}

/**
 * What real cables are like, from what both ends of each path tell. A plane carries if any path over it does. It is cut if
 * every path over it that was ever up is silent, at every other end that is itself heard and reaches somebody: whoever is not
 * heard may be the one whose own cable is gone, and so may whoever reaches nobody, which is this gateway or the room beside it.
 * Where nobody who is asked ever had a path over it, it is not known.
 */
export function realCables(rooms: readonly RoomIndex[], ends: readonly PathEnd[]): RealCable[] {
  const asked = ends.filter(({ links }) => reachesSomebody(links));
  return rooms.flatMap((room) => cableNames.map((name) => cableOf(room, name, asked)));
}

/**
 * None of these ways carries anything, and some did: all cables of whoever tells this are gone, or those of everybody else.
 * Ways that were never up say nothing: the show may be about to begin.
 */
export function isCutOff(links: readonly LinkReport[]): boolean {
  const wasUp = links.some(({ paths }) => paths.some(({ silentMs }) => silentMs !== null));
  return wasUp && !reachesSomebody(links);
}

function reachesSomebody(links: readonly LinkReport[]): boolean {
  return links.some(({ paths }) => paths.some(({ up }) => up));
}

function cableOf(room: RoomIndex, name: CableName, ends: readonly PathEnd[]): RealCable {
  let silentMs: number | null = null;
  for (const end of ends) {
    if (end.room === room) continue;
    for (const path of pathsOver(end, room, name)) {
      if (path.up) return { room, name, state: "carries", silentMs: null };
      if (path.silentMs !== null) silentMs = Math.min(silentMs ?? Infinity, path.silentMs);
    }
  }
  return { room, name, state: silentMs === null ? "unknown" : "cut", silentMs };
}

/** The paths from an end to the room that reach it over this plane. */
function pathsOver({ room: from, links }: PathEnd, room: RoomIndex, name: CableName) {
  const isFirst = from === null || from < room;
  const paths = links.find((link) => link.room === room)?.paths ?? [];
  return paths.filter(({ planes }) => planes[isFirst ? 1 : 0] === name);
}
