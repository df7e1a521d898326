import { asRoomIndex, type RoomIndex, type Topology } from "@cablecut/protocol";
import type { CableEvent } from "../ports.ts";

/** As many as the fabric remembers. */
const eventsMax = 2_000;

/** A time in which a room had no cable; null: not known when, or (`untilMs`) it still has none. */
interface Darkness {
  readonly fromMs: number | null;
  readonly lit: boolean;
  readonly untilMs: number | null;
}

/**
 * What the fabric has told of its cables, in the order in which it happened: as it came, and what happened before this
 * gateway was there, whichever is told first and however often.
 */
export class CableHistory {
  readonly #topology: Topology;
  #events: CableEvent[] = [];
  readonly #told = new Set<string>();

  constructor(topology: Topology) {
    this.#topology = topology;
  }

  /** False where it was told before. */
  add(event: CableEvent): boolean {
    const name = nameOf(event);
    if (this.#told.has(name)) return false;
    this.#told.add(name);
    this.#events.splice(this.#events.findLastIndex((each) => !isAfter(each, event)) + 1, 0, event);
    if (this.#events.length > eventsMax) {
      for (const forgotten of this.#events.splice(0, this.#events.length - eventsMax))
        this.#told.delete(nameOf(forgotten));
    }
    return true;
  }

  get events(): readonly CableEvent[] {
    return this.#events;
  }

  /** Rooms that have no cable now. */
  get darkRooms(): readonly RoomIndex[] {
    return this.#topology.rooms
      .map((_, room) => asRoomIndex(room))
      .filter((room) => this.#darknesses(room).at(-1)?.lit === false);
  }

  /** Since when the room has had no cable; null where it has one, or nobody knows. */
  darkSinceMs(room: RoomIndex): number | null {
    const last = this.#darknesses(room).at(-1);
    return last === undefined || last.lit ? null : last.fromMs;
  }

  /**
   * When the room lost its last cable, if it was without any at some time between these two: the last such loss. Null
   * where the fabric knows of none.
   */
  lossWithin(room: RoomIndex, fromMs: number, toMs: number): number | null {
    const within = this.#darknesses(room).findLast(
      (dark) =>
        dark.fromMs !== null &&
        dark.fromMs <= toMs &&
        (!dark.lit || (dark.untilMs !== null && dark.untilMs >= fromMs)),
    );
    return within?.fromMs ?? null;
  }

  /** Whether a cable was restored between these two. */
  wasRestoredWithin(fromMs: number, toMs: number): boolean {
    return this.#events.some(
      ({ kind, atMs }) =>
        kind === "cable-restored" && atMs !== null && atMs >= fromMs && atMs <= toMs,
    );
  }

  #darknesses(room: RoomIndex): readonly Darkness[] {
    const id = this.#topology.rooms[room]?.id;
    const found: Darkness[] = [];
    for (const event of this.#events) {
      if (event.kind === "room-dark" && event.room === id)
        found.push({ fromMs: event.atMs, lit: false, untilMs: null });
      const last = found.at(-1);
      if (event.kind === "room-lit" && event.room === id && last?.lit === false)
        found[found.length - 1] = { ...last, lit: true, untilMs: event.atMs };
    }
    return found;
  }
}

/** The fabric makes no two changes of one thing at one moment. */
function nameOf(event: CableEvent): string {
  const about = "room" in event ? event.room : event.cable;
  return `${event.kind} ${about} ${event.wallMs} ${JSON.stringify("fault" in event ? event.fault : null)}`;
}

/** What is so old that nobody knows when it happened comes first, as it is told; then the fabric's own time decides. */
function isAfter(one: CableEvent, other: CableEvent): boolean {
  if (one.atMs === null) return false;
  return other.atMs === null || one.atMs > other.atMs;
}
