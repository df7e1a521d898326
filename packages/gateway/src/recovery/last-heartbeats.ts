import type { RoomIndex, RoomStatus } from "@cablecut/protocol";
import { Moments } from "./moments.ts";

/** Remembered per room; at full speed twenty a second are sent. */
const heartbeatsMax = 128;

/**
 * When rooms were last alive: the moments of the heartbeats behind which they were suspected. Rooms tell how long ago they
 * applied the last heartbeat of each other; while the suspicion stands, that is the one it was for.
 */
export class LastHeartbeats {
  readonly #moments: readonly Moments[];
  #incident = 0;
  /** By room, the heartbeat behind which it was suspected in this incident first. */
  readonly #lostBehind = new Map<RoomIndex, number>();

  constructor(rooms: number) {
    // A room that is back sends others, hundreds a minute.
    const needed = (): ReadonlySet<number> => new Set(this.#lostBehind.values());
    this.#moments = Array.from({ length: rooms }, () => new Moments(needed, heartbeatsMax));
  }

  /** `heardMs`: null where it was told long before it is heard, so that the ages say nothing. */
  told(status: RoomStatus, heardMs: number | null): void {
    if (heardMs !== null) this.#learnAges(status, heardMs);
    const { incident } = status;
    if (incident === null || incident.number < this.#incident) return;
    if (incident.number > this.#incident) this.#lostBehind.clear();
    this.#incident = incident.number;
    for (const { room, status: state, lastHeartbeat } of status.rooms) {
      const isLost = state === "suspect" && incident.rooms.includes(room);
      if (isLost && !this.#lostBehind.has(room)) this.#lostBehind.set(room, lastHeartbeat);
    }
  }

  #learnAges({ rooms, heartbeatAgesMs }: RoomStatus, heardMs: number): void {
    for (const { room, lastHeartbeat } of rooms)
      this.#moments[room]?.told(lastHeartbeat, heartbeatAgesMs[room] ?? null, heardMs);
  }

  /** Null where this gateway came after the room's return, or it is another incident's. */
  lastOf(room: RoomIndex, incident: number): number | null {
    const entry = incident === this.#incident ? this.#lostBehind.get(room) : undefined;
    return entry === undefined ? null : (this.#moments[room]?.at(entry) ?? null);
  }
}
