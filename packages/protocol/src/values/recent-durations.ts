/** The middle and the slow end of what was measured lately, ms. */
export interface Percentiles {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Of more only the newest count. */
const durationsMax = 512;

/** How long something took lately: the newest durations of a window of time, in a ring that never grows. */
export class RecentDurations {
  readonly #windowMs: number;
  readonly #tookMs = new Float64Array(durationsMax);
  readonly #atMs = new Float64Array(durationsMax).fill(Number.NEGATIVE_INFINITY);
  #next = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** `nowMs`: monotonic, at its end. */
  add(tookMs: number, nowMs: number): void {
    this.#tookMs[this.#next] = tookMs;
    this.#atMs[this.#next] = nowMs;
    this.#next = (this.#next + 1) % durationsMax;
  }

  /** Null where nothing was measured within the window. */
  percentiles(nowMs: number): Percentiles | null {
    const fresh = this.#tookMs.filter((_, at) => nowMs - (this.#atMs[at] ?? 0) <= this.#windowMs);
    if (fresh.length === 0) return null;
    fresh.sort();
    const at = (share: number): number =>
      rounded(fresh[Math.min(fresh.length - 1, Math.floor(fresh.length * share))] ?? 0);
    return { p50Ms: at(0.5), p99Ms: at(0.99) };
  }
}

/** Hundredths: more is not measured, and would only be sent. */
function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
