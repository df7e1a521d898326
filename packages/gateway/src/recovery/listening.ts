import { quorumOf, type RoomIndex, type Topology } from "@cablecut/protocol";

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
  /** Since when a quorum has been heard without a break. */
  #sinceMs: number | null = null;

  constructor(topology: Topology) {
    this.#quorum = quorumOf(topology);
    this.#heardMs = topology.rooms.map(() => Number.NEGATIVE_INFINITY);
  }

  heard(room: RoomIndex, nowMs: number): void {
    if (!this.#hearsQuorum(nowMs)) this.#sinceMs = null;
    this.#heardMs[room] = nowMs;
    if (this.#hearsQuorum(nowMs)) this.#sinceMs ??= nowMs;
  }

  isCurrent(nowMs: number): boolean {
    return this.#sinceMs !== null && this.#hearsQuorum(nowMs) && nowMs - this.#sinceMs >= listenMs;
  }

  #hearsQuorum(nowMs: number): boolean {
    return this.#heardMs.filter((atMs) => nowMs - atMs < silentMs).length >= this.#quorum;
  }
}
