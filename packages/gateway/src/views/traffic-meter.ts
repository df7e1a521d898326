import type { RoomIndex } from "@cablecut/protocol";

const historySecondsMax = 120;
const secondMs = 1_000;
/** A feed that was silent for so long brings what was booked meanwhile at once: nobody knows in which second, ms. */
const silenceMs = 500;
/** The figure is of a second that began no longer ago than this: the last whole one or, for a moment, the one before, ms. */
const lastSecondMs = 2_500;

/** A second of the feed. What is in it is counted here, and read where it is whole. */
interface Second {
  /** Its start on the monotonic clock, ms. */
  readonly startMs: number;
  /** Without canaries, which pay at the same rate wherever a room lives and would pass for people. */
  readonly byRoom: number[];
  people: number;
  /** Of those, whose room is not known, or not yet. */
  unplaced: number;
  canaries: number;
  /** Bookings were told as a number only: how many of others are canaries nobody here knows. */
  isListed: boolean;
  /** Nobody here knows what was booked in it and what in the seconds beside it. */
  isKnown: boolean;
}

/** One word of the feed. */
interface Pushed {
  /** Payments of people and synthetic attendees that it lists. */
  readonly listed: number;
  /** Bookings that it does not list; -1: nobody knows how many. */
  readonly skipped: number;
  /** Payments of people and synthetic attendees since the first entry; a room of an earlier build does not tell. */
  readonly bookedByAll?: number | undefined;
}

export interface WholeSecond {
  readonly agoMs: number;
  /** Payments of people and synthetic attendees. */
  readonly booked: number;
  /** By the payer's room; empty where some are of a room that is not known. */
  readonly byRoom: readonly number[];
}

/** Bookings per second and room, for the charts. Fed from the log, not from what this gateway happened to route. */
export class TrafficMeter {
  readonly #rooms: number;
  readonly #nowMs: () => number;
  /** The newest second last; there is one for every second since the first, and at most `historySecondsMax`. */
  readonly #history: Second[] = [];
  /** The feed's last word. */
  #heard: { readonly atMs: number; readonly bookedByAll: number | undefined } | null = null;

  /** `nowMs`: monotonic. */
  constructor(rooms: number, nowMs: () => number) {
    this.#rooms = rooms;
    this.#nowMs = nowMs;
  }

  /**
   * A word of the feed, before the bookings that it lists. What it does not list is counted by its sum; where it does not tell
   * that, and where it comes after a silence, the seconds since the last word are not known.
   */
  pushed({ listed, skipped, bookedByAll }: Pushed): void {
    const second = this.#current();
    const nowMs = this.#nowMs();
    const before = this.#heard;
    this.#heard = { atMs: nowMs, bookedByAll };
    if (skipped !== 0) second.isListed = false;
    if (before === null) {
      // The feed begins in the midst of it.
      second.isKnown = false;
      return;
    }
    const booked = bookedSince(before.bookedByAll, bookedByAll) ?? (skipped === 0 ? listed : null);
    const isLate = nowMs - before.atMs >= silenceMs && second.startMs > before.atMs;
    if (booked === null || (isLate && booked > 0)) return this.#forgetSince(before.atMs);
    const unlisted = Math.max(0, booked - listed);
    second.people += unlisted;
    second.unplaced += unlisted;
  }

  /** @returns where to say in which room the payer is, as soon as that is known */
  booked(canary: boolean): (room: RoomIndex) => void {
    const second = this.#current();
    if (canary) {
      second.canaries += 1;
      return () => undefined;
    }
    second.people += 1;
    second.unplaced += 1;
    return (room) => {
      second.unplaced -= 1;
      second.byRoom[room] = (second.byRoom[room] ?? 0) + 1;
    };
  }

  /**
   * Whole seconds only, oldest first: the one that is under way is left out, and so is every one that the feed has not got
   * behind, or of which it brought too little. `agoMs`: since its start.
   */
  history(): readonly WholeSecond[] {
    this.#current();
    const nowMs = this.#nowMs();
    return this.#history
      .filter((second) => second.isKnown && this.#isOver(second))
      .map(({ startMs, byRoom, people, unplaced }) => ({
        agoMs: nowMs - startMs,
        booked: people,
        byRoom: unplaced === 0 ? [...byRoom] : [],
      }));
  }

  /** Over the last whole second; null where that is not known. */
  lastSecond(): { readonly people: number | null; readonly canaries: number | null } {
    this.#current();
    const last = this.#history.findLast((second) => this.#isOver(second));
    const isFresh = last !== undefined && this.#nowMs() - last.startMs < lastSecondMs;
    if (!isFresh || !last.isKnown) return { people: null, canaries: null };
    return { people: last.people, canaries: last.isListed ? last.canaries : null };
  }

  /** The feed has said all that it has of it. */
  #isOver({ startMs }: Second): boolean {
    return this.#heard !== null && startMs + secondMs <= this.#heard.atMs;
  }

  #forgetSince(sinceMs: number): void {
    for (const second of this.#history)
      if (second.startMs + secondMs > sinceMs) second.isKnown = false;
  }

  #current(): Second {
    const startMs = Math.floor(this.#nowMs() / secondMs) * secondMs;
    let newest = this.#history.at(-1);
    // Nothing of what was before is within the chart any more.
    if (newest !== undefined && startMs - newest.startMs > historySecondsMax * secondMs) {
      this.#history.length = 0;
      newest = undefined;
    }
    // A stalled process: what the feed brings of the seconds between decides whether they are known.
    while (newest === undefined || newest.startMs < startMs) {
      const next: number = newest === undefined ? startMs : newest.startMs + secondMs;
      newest = this.#emptySecond(next);
      this.#history.push(newest);
      if (this.#history.length > historySecondsMax) this.#history.shift();
    }
    return newest;
  }

  #emptySecond(startMs: number): Second {
    const byRoom = Array.from({ length: this.#rooms }, () => 0);
    const counts = { byRoom, people: 0, unplaced: 0, canaries: 0 };
    return { startMs, ...counts, isListed: true, isKnown: true };
  }
}

/** Null where one of the two rooms, or both, did not tell. */
function bookedSince(before: number | undefined, now: number | undefined): number | null {
  return before === undefined || now === undefined ? null : now - before;
}
