import { nowMs } from "../monotonic-clock.ts";

/** A token bucket per connection: `burst` at once, `perSecond` in the long run. */
export class RateLimit {
  readonly #burst: number;
  readonly #perSecond: number;
  #tokens: number;
  #atMs = nowMs();

  constructor(burst: number, perSecond: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#tokens = burst;
  }

  take(): boolean {
    const now = nowMs();
    this.#tokens = Math.min(
      this.#burst,
      this.#tokens + ((now - this.#atMs) / 1_000) * this.#perSecond,
    );
    this.#atMs = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
