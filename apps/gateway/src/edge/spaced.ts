import type { Clock } from "./turns.ts";

interface Pace {
  /** Each waits so long, ms. */
  readonly waitMs: number;
  /** From one to the next, ms. */
  readonly betweenMs: number;
  /** For each so many that wait one more goes at once, so that however many come, none waits without end. */
  readonly oneMorePer: number;
}

/**
 * Tasks that wait, and then go one after the other. What strangers have done in one breath they would do in one breath again, and
 * whoever pays meanwhile would wait for all of them.
 */
export class Spaced {
  readonly #clock: Clock;
  readonly #pace: Pace;
  /** With when it may go, in that order. */
  readonly #waiting = new Map<() => void, number>();
  #nextMs = 0;
  #timer = false;

  constructor(clock: Clock, pace: Pace) {
    this.#clock = clock;
    this.#pace = pace;
  }

  get count(): number {
    return this.#waiting.size;
  }

  add(task: () => void): void {
    this.#waiting.set(task, this.#clock.nowMs() + this.#pace.waitMs);
    this.#goOnLater();
  }

  callOff(task: () => void): void {
    this.#waiting.delete(task);
  }

  /** The first of them goes now. */
  hurryFirst(): void {
    const [first] = this.#waiting.keys();
    if (first === undefined) return;
    this.#waiting.delete(first);
    first();
  }

  #goOnLater(): void {
    const [first] = this.#waiting.values();
    if (first === undefined || this.#timer) return;
    this.#timer = true;
    const dueMs = Math.max(first, this.#nextMs);
    this.#clock.after(Math.max(0, dueMs - this.#clock.nowMs()), () => {
      this.#timer = false;
      this.#go();
      this.#nextMs = this.#clock.nowMs() + this.#pace.betweenMs;
      this.#goOnLater();
    });
  }

  #go(): void {
    const now = this.#clock.nowMs();
    const most = 1 + Math.floor(this.#waiting.size / this.#pace.oneMorePer);
    for (const [task, dueMs] of this.#first(most)) {
      // A timer may come a little early.
      if (dueMs > now + 1) return;
      this.#waiting.delete(task);
      task();
    }
  }

  *#first(most: number): Iterable<readonly [() => void, number]> {
    let taken = 0;
    for (const entry of this.#waiting) {
      if (taken >= most) return;
      taken += 1;
      yield entry;
    }
  }
}
