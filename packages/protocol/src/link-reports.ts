import type { RoomIndex } from "./ids.ts";
import type { CableName } from "./topology.ts";

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
export function planesOf(pathName: string): PathPlanes | null {
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
