import type { RoomIndex, RoomStatus } from "@cablecut/protocol";

/** Older states are forgotten: no room tells of them any more. */
const statesKeptMax = 4_096;

/** Compares what rooms tell of their state at the same index of the log. Two that differ can never both be right. */
export class StateWitness {
  readonly #states = new Map<number, string>();
  readonly #digests = new Map<number, string>();
  readonly #lastDigest: number[] = [];
  readonly #violation: (what: string) => void;
  compared = 0;

  constructor(violation: (what: string) => void) {
    this.#violation = violation;
  }

  told(status: RoomStatus): void {
    const { room, appliedIndex, digest } = status;
    if (status.diverged) this.#violation(`room ${room} says that it diverged, at ${appliedIndex}`);
    const { shards, epochs, rooms, funds, transfersBooked, pace, format, dials } = status;
    // How long ago something was applied is each room's own.
    const incident = status.incident && { ...status.incident, ages: null };
    const state = { shards, epochs, rooms, funds, incident, transfersBooked, pace, format, dials };
    this.#compare(this.#states, room, appliedIndex, JSON.stringify(state));
    if (digest === null || this.#lastDigest[room] === digest.index) return;
    this.#lastDigest[room] = digest.index;
    this.#compare(this.#digests, room, digest.index, `${digest.state} ${digest.chain}`);
  }

  #compare(known: Map<number, string>, room: RoomIndex, index: number, state: string): void {
    const before = known.get(index);
    if (before === undefined) known.set(index, state);
    else {
      this.compared += 1;
      if (before !== state) {
        this.#violation(`room ${room} at ${index}: ${state}, another room: ${before}`);
      }
    }
    if (known.size <= statesKeptMax) return;
    for (const oldest of known.keys()) {
      known.delete(oldest);
      break;
    }
  }
}
