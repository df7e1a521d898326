import type { RoomIndex } from "@cablecut/protocol";

const historySecondsMax = 120;

/** Bookings per second and room, for the charts. Fed from the log, not from what this gateway happened to route. */
export class TrafficMeter {
  readonly #rooms: number;
  readonly #history: { atMs: number; byRoom: number[]; people: number; canaries: number }[] = [];

  constructor(rooms: number) {
    this.#rooms = rooms;
  }

  booked(room: RoomIndex, canary: boolean, wallMs: number): void {
    const second = this.#at(wallMs);
    second.byRoom[room] = (second.byRoom[room] ?? 0) + 1;
    if (canary) second.canaries += 1;
    else second.people += 1;
  }

  /** Whole seconds only, oldest first; the second that is under way is left out. */
  history(
    wallMs: number,
  ): readonly { readonly atMs: number; readonly byRoom: readonly number[] }[] {
    const current = this.#at(wallMs);
    return this.#history
      .filter((second) => second !== current)
      .map(({ atMs, byRoom }) => ({ atMs, byRoom: [...byRoom] }));
  }

  /** Over the last whole second. */
  lastSecond(wallMs: number): { readonly people: number; readonly canaries: number } {
    this.#at(wallMs);
    const last = this.#history.at(-2);
    return { people: last?.people ?? 0, canaries: last?.canaries ?? 0 };
  }

  #at(wallMs: number): { atMs: number; byRoom: number[]; people: number; canaries: number } {
    const atMs = Math.floor(wallMs / 1_000) * 1_000;
    let newest = this.#history.at(-1);
    // A stalled process or a corrected clock: the seconds between are shown as what they were, without bookings.
    while (newest === undefined || newest.atMs < atMs) {
      const next =
        newest === undefined || atMs - newest.atMs > historySecondsMax * 1_000
          ? atMs
          : newest.atMs + 1_000;
      newest = {
        atMs: next,
        byRoom: Array.from({ length: this.#rooms }, () => 0),
        people: 0,
        canaries: 0,
      };
      this.#history.push(newest);
      if (this.#history.length > historySecondsMax) this.#history.shift();
    }
    return newest;
  }
}
