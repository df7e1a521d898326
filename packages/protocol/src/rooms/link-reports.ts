import { asRoomIndex, type RoomIndex } from "../values/ids.ts";
import type { CableName, Topology } from "../show/topology.ts";

/** Two letters: the plane at the end that comes first (a gateway, or the room earlier in the topology), then at the other. */
export type PathPlanes = `${CableName}${CableName}`;

/** One way to a room, as one end sees it. */
export interface PathReport {
  readonly planes: PathPlanes;
  /** Bytes have just travelled both ways. */
  readonly up: boolean;
  /** Since the last time that they did, ms; null: never, so nothing is known of it. */
  readonly silentMs: number | null;
}

/** All ways to one room. */
export interface LinkReport {
  readonly room: RoomIndex;
  readonly paths: readonly PathReport[];
}

/** Null for a path that runs over no plane: within a machine, or over the fabric's cables. */
function planesOf(pathName: string): PathPlanes | null {
  switch (pathName) {
    case "AA":
    case "AB":
    case "BA":
    case "BB":
      return pathName;
    default:
      return null;
  }
}

/** A link as its mesh tells of it. */
interface LinkState {
  readonly peerId: string;
  readonly paths: readonly {
    readonly name: string;
    readonly up: boolean;
    readonly silentMs: number | null;
  }[];
}

/** What a room or a gateway tells of its ways to the rooms: those that run over a network card. */
export function linkReports(
  links: readonly LinkState[],
  { rooms }: Pick<Topology, "rooms">,
): readonly LinkReport[] {
  return links.flatMap(({ peerId, paths }) => {
    const room = rooms.findIndex(({ id }) => id === peerId);
    const reports = paths.flatMap(({ name, up, silentMs }): PathReport[] => {
      const planes = planesOf(name);
      if (planes === null) return [];
      return [{ planes, up, silentMs: silentMs === null ? null : Math.round(silentMs) }];
    });
    return room === -1 || reports.length === 0 ? [] : [{ room: asRoomIndex(room), paths: reports }];
  });
}
