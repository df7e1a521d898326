import { statusIntervalMs } from "@cablecut/protocol";

/** The gateway is to be ticked this often, ms. */
export const tickMs = 50;
/** So much of the time between two ticks counts at most, ms. */
const advanceMaxMs = 100;
/** After a late tick what is read may have lain there unread for so long, ms. */
const backlogMs = 1_000;
/** After so many late ticks without a second of punctual ones in between, lateness is how this machine runs. */
const lateTicksMax = 30;
const punctualMs = 1_000;

/**
 * The clock by which others are judged. It counts only time in which this process was awake and could have heard them:
 * a tick advances it by 100 ms at most, however late it comes.
 */
export class AwakeClock {
  #nowMs = 0;
  #tickedMs: number | null = null;
  #lateMs = Number.NEGATIVE_INFINITY;
  /** Since the last second of punctual ticks. */
  #lateTicks = 0;
  /** Awake time of the last late tick. */
  #lateAtMs = 0;
  #awokeMs = Number.NEGATIVE_INFINITY;

  /** Awake time since the start, as of the last tick, ms. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /**
   * To be called every `tickMs` with monotonic time. Returns for how long nothing was heard because nobody listened, 0
   * where the tick was punctual. Late is a tick after more than one status interval: whoever looked away for less cannot
   * have missed every word of a room.
   *
   * A machine may be late all the time. There nobody would ever be judged, though it reads between any two ticks: so ticks
   * that are late by less than a second are taken for punctual in the end. Silence is long in awake time all the same.
   */
  tick(monotonicMs: number): number {
    const passedMs = this.#tickedMs === null ? 0 : Math.max(0, monotonicMs - this.#tickedMs);
    this.#tickedMs = monotonicMs;
    this.#nowMs += Math.min(passedMs, advanceMaxMs);
    if (passedMs <= statusIntervalMs) {
      if (this.#nowMs - this.#lateAtMs >= punctualMs) this.#lateTicks = 0;
      return 0;
    }
    this.#lateMs = monotonicMs;
    this.#lateAtMs = this.#nowMs;
    this.#lateTicks += 1;
    if (passedMs > backlogMs) this.#awokeMs = monotonicMs;
    else if (this.#lateTicks > lateTicksMax) return 0;
    return passedMs;
  }

  /**
   * Whether what is read at this moment may be older than it seems: this process was not run for a while, just now or a
   * moment ago.
   */
  hearsLate(monotonicMs: number): boolean {
    const passedMs = this.#tickedMs === null ? 0 : monotonicMs - this.#tickedMs;
    return passedMs > statusIntervalMs || monotonicMs - this.#lateMs < backlogMs;
  }

  /**
   * Whether what is read at this moment may be much older than it seems. Whoever tells how long ago something was told that
   * then, and may be gone by now: it is no moment of anything.
   */
  hearsOfLongAgo(monotonicMs: number): boolean {
    const passedMs = this.#tickedMs === null ? 0 : monotonicMs - this.#tickedMs;
    return passedMs > backlogMs || monotonicMs - this.#awokeMs < backlogMs;
  }
}

/** Something that is done at most once in so many milliseconds, and not made up for. */
export class Turn {
  readonly #everyMs: number;
  #nextMs = Number.NEGATIVE_INFINITY;

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  isDue(nowMs: number): boolean {
    if (nowMs < this.#nextMs) return false;
    const isLate = nowMs - this.#nextMs > this.#everyMs;
    this.#nextMs = (isLate ? nowMs : this.#nextMs) + this.#everyMs;
    return true;
  }
}
