import { quorumOf } from "./quorum.ts";
import { cableId, cableNames, type CableId, type Topology } from "./topology.ts";

/** A cable with its place: what targets of a cut are compared with. */
export interface PlacedCable {
  readonly id: string;
  readonly room: string;
  readonly city: string;
}

/** Whether a target (a cable "hz-a/A", a room "hz-a", a city "hz", or "all") means this cable. */
export function isMeant(target: string, { id, room, city }: PlacedCable): boolean {
  return target === "all" || target === id || target === room || target === city;
}

/** Every cable that a target means; null where there is no such thing. */
export function cablesOf(topology: Topology, target: string): readonly CableId[] | null {
  const meant = topology.rooms.flatMap(({ id: room, city }) =>
    cableNames
      .map((name) => cableId(room, name))
      .filter((id) => isMeant(target, { id, room, city })),
  );
  return meant.length === 0 ? null : meant;
}

/** What is to be known before a cut. */
export interface BeforeCut {
  readonly targets: readonly string[];
  /** Of the topology nothing but its rooms with their cities. */
  readonly topology: { readonly rooms: readonly Pick<Topology["rooms"][number], "id" | "city">[] };
  /** By the cable's id, whether it carries both ways. */
  readonly carries: (cable: CableId) => boolean;
  /** By position in the topology, whether the room answers. A room whose process is gone does not, whatever its cables. */
  readonly answers: (room: number) => boolean;
}

export interface AfterCut {
  /** Rooms that would still answer. */
  readonly left: number;
  readonly rooms: number;
  readonly needed: number;
  /** Some cable that carries now would not any more. */
  readonly changes: boolean;
  /** Fewer than are needed would be left, and the cut would change something: this needs a second word. */
  readonly losesQuorum: boolean;
}

/** What a cut would leave. A room is lost with its last cable that carries, not with its first. */
export function afterCut({ targets, topology, carries, answers }: BeforeCut): AfterCut {
  let left = 0;
  let changes = false;
  for (const [index, { id: room, city }] of topology.rooms.entries()) {
    const carrying = cableNames.map((name) => cableId(room, name)).filter(carries);
    const kept = carrying.filter(
      (id) => !targets.some((target) => isMeant(target, { id, room, city })),
    );
    if (kept.length < carrying.length) changes = true;
    if (kept.length > 0 && answers(index)) left += 1;
  }
  const needed = quorumOf(topology);
  const losesQuorum = changes && left < needed;
  return { left, rooms: topology.rooms.length, needed, changes, losesQuorum };
}
