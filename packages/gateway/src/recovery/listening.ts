import { quorumOf, type RoomIndex, type RoomStatus, type Topology } from "@cablecut/protocol";
import { Lateness } from "./lateness.ts";

/** Rooms tell their status several times within this, ms; one that has not is not heard now. */
const silentMs = 700;
/** So long after a gateway has begun to hear a quorum, everybody has told it what was before, ms. */
const listenMs = 1_000;

/**
 * Whether this gateway hears things as they happen. A few rooms may all have been late themselves, and tell what they catch
 * up with as if it had just been; of a quorum at least one was there when the log moved on.
 */
export class Listening {
  readonly #quorum: number;
  readonly #heardMs: number[];
  readonly #lateness: readonly Lateness[];
  /** Since when a quorum has been heard without a break. */
  #sinceMs: number | null = null;

  constructor(topology: Topology) {
    this.#quorum = quorumOf(topology);
    this.#heardMs = topology.rooms.map(() => Number.NEGATIVE_INFINITY);
    this.#lateness = topology.rooms.map(() => new Lateness());
  }

  heard(status: RoomStatus, nowMs: number): void {
    if (!this.#hearsQuorum(nowMs)) this.#sinceMs = null;
    this.#heardMs[status.room] = nowMs;
    this.#lateness[status.room]?.told(status, nowMs);
    if (this.#hearsQuorum(nowMs)) this.#sinceMs ??= nowMs;
  }

  isCurrent(nowMs: number): boolean {
    return this.#sinceMs !== null && this.#hearsQuorum(nowMs) && nowMs - this.#sinceMs >= listenMs;
  }

  /** Whether a quorum has told that this incident is over, and none of these words was long on its way. */
  heardEndOf(incident: number): boolean {
    return this.#endOf(incident, (room) => !room.isLate);
  }

  /** As well, and those are not the first words of it, which all may have been as long on their way. */
  timedEndOf(incident: number, nowMs: number): boolean {
    return this.#endOf(incident, (room) => room.isInTime(nowMs));
  }

  /** Whether the last word of this room was long on its way. */
  isLate(room: RoomIndex): boolean {
    return this.#lateness[room]?.isLate ?? false;
  }

  #endOf(incident: number, isGood: (room: Lateness) => boolean): boolean {
    const told = this.#lateness.filter((room) => room.tellsEndOf(incident) && isGood(room));
    return told.length >= this.#quorum;
  }

  #hearsQuorum(nowMs: number): boolean {
    return this.#heardMs.filter((atMs) => nowMs - atMs < silentMs).length >= this.#quorum;
  }
}
