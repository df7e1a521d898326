import type { RoomIndex } from "@cablecut/protocol";

const historySecondsMax = 120;
const secondMs = 1_000;

interface Second {
  /** Its start on the monotonic clock, ms. */
  readonly startMs: number;
  /** Without canaries, which pay at the same rate wherever a room lives and would pass for people. */
  readonly byRoom: number[];
  people: number;
  canaries: number;
}

/** Bookings per second and room, for the charts. Fed from the log, not from what this gateway happened to route. */
export class TrafficMeter {
  readonly #rooms: number;
  readonly #nowMs: () => number;
  /** The newest second last; there is one for every second since the first, and at most `historySecondsMax`. */
  readonly #history: Second[] = [];

  /** `nowMs`: monotonic. */
  constructor(rooms: number, nowMs: () => number) {
    this.#rooms = rooms;
    this.#nowMs = nowMs;
  }

  booked(room: RoomIndex, canary: boolean): void {
    const second = this.#current();
    if (canary) {
      second.canaries += 1;
      return;
    }
    second.people += 1;
    second.byRoom[room] = (second.byRoom[room] ?? 0) + 1;
  }

  /** Whole seconds only, oldest first; the second that is under way is left out. `agoMs`: since its start. */
  history(): readonly { readonly agoMs: number; readonly byRoom: readonly number[] }[] {
    const current = this.#current();
    const nowMs = this.#nowMs();
    return this.#history
      .filter((second) => second !== current)
      .map(({ startMs, byRoom }) => ({ agoMs: nowMs - startMs, byRoom: [...byRoom] }));
  }

  /** Over the last whole second. */
  lastSecond(): { readonly people: number; readonly canaries: number } {
    this.#current();
    const last = this.#history.at(-2);
    return { people: last?.people ?? 0, canaries: last?.canaries ?? 0 };
  }

  #current(): Second {
    const startMs = Math.floor(this.#nowMs() / secondMs) * secondMs;
    let newest = this.#history.at(-1);
    // Nothing of what was before is within the chart any more.
    if (newest !== undefined && startMs - newest.startMs > historySecondsMax * secondMs) {
      this.#history.length = 0;
      newest = undefined;
    }
    // A stalled process: the seconds between are shown as what they were, without bookings.
    while (newest === undefined || newest.startMs < startMs) {
      const next: number = newest === undefined ? startMs : newest.startMs + secondMs;
      newest = { startMs: next, byRoom: this.#noBookings(), people: 0, canaries: 0 };
      this.#history.push(newest);
      if (this.#history.length > historySecondsMax) this.#history.shift();
    }
    return newest;
  }

  #noBookings(): number[] {
    return Array.from({ length: this.#rooms }, () => 0);
  }
}
