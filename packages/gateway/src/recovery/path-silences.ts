import {
  asRoomIndex,
  type LinkReport,
  type LoggedIncident,
  type RoomIndex,
  type RoomStatus,
  type Topology,
} from "@cablecut/protocol";

/** The same moment told again, ms: what travels is late, now a little more and now a little less. */
const sameMomentMs = 25;
/** This gateway's own ways to the rooms. */
const ownEnd = -1;

/**
 * When anything came over real paths from a room last: the best word of all who have a way to it. Each word is of something
 * that did come, so whoever told it counts even if nobody hears from that end any more. While a room is suspected and has
 * been silent for at least half the patience of the pace, that moment is kept for the incident.
 */
export class PathSilences {
  readonly #topology: Topology;
  /** By end, by room. */
  readonly #lastMs = new Map<number, Map<RoomIndex, number>>();
  readonly #knowing = new Set<RoomIndex>();
  #incident = 0;
  readonly #lost = new Map<RoomIndex, number>();

  constructor(topology: Topology) {
    this.#topology = topology;
  }

  /** What this gateway's own ways are like. */
  own(links: readonly LinkReport[], nowMs: number): void {
    this.#learn(ownEnd, links, nowMs);
  }

  told(status: RoomStatus, heardMs: number): void {
    if (status.knowsPathSilence === true) this.#knowing.add(status.room);
    else this.#knowing.delete(status.room);
    this.#learn(status.room, status.links ?? [], heardMs);
    const { incident } = status;
    if (incident === null || incident.number < this.#incident) return;
    if (incident.number > this.#incident) this.#lost.clear();
    this.#incident = incident.number;
    this.#keep(status, incident, heardMs);
  }

  /**
   * Null where its paths were not silent when it was suspected, where nobody has real paths, and where a room's build could
   * not read such a beginning in the log.
   */
  lastOf(room: RoomIndex, incident: number): number | null {
    const known = this.#topology.rooms.every((_, each) => this.#knowing.has(asRoomIndex(each)));
    return known && incident === this.#incident ? (this.#lost.get(room) ?? null) : null;
  }

  #learn(end: number, links: readonly LinkReport[], heardMs: number): void {
    for (const { room, paths } of links) {
      const silentMs = Math.min(...paths.map((path) => path.silentMs ?? Infinity));
      if (silentMs === Infinity) continue;
      const rooms = this.#lastMs.get(end) ?? new Map<RoomIndex, number>();
      this.#lastMs.set(end, rooms);
      const atMs = heardMs - silentMs;
      const beforeMs = rooms.get(room) ?? Number.NEGATIVE_INFINITY;
      rooms.set(room, atMs > beforeMs + sameMomentMs ? atMs : Math.min(beforeMs, atMs));
    }
  }

  #keep(status: RoomStatus, { rooms: lost }: LoggedIncident, heardMs: number): void {
    for (const room of lost) {
      if (status.rooms[room]?.status !== "suspect") continue;
      const lastMs = this.#last(room);
      // It came back and was lost again: the first time is the one that counts.
      if (lastMs === null || lastMs > (this.#lost.get(room) ?? Infinity)) continue;
      if (heardMs - lastMs >= status.pace.suspectMs / 2) this.#lost.set(room, lastMs);
    }
  }

  /** Null where nobody has real paths to it. */
  #last(room: RoomIndex): number | null {
    const told = [...this.#lastMs.values()].flatMap((rooms) => rooms.get(room) ?? []);
    return told.length === 0 ? null : Math.max(...told);
  }
}
