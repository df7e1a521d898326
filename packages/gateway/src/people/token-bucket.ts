export interface Rate {
  /** At once. */
  readonly burst: number;
  /** In the long run. */
  readonly perSecond: number;
}

/** A token bucket: what may be done at once, and in the long run. */
export class TokenBucket {
  readonly #nowMs: () => number;
  #rate: Rate;
  #tokens: number;
  #atMs: number;

  constructor(rate: Rate, nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#atMs = nowMs();
  }

  /** False where there are not as many tokens; then none is taken. */
  take(cost = 1): boolean {
    if (!this.has(cost)) return false;
    this.#tokens -= cost;
    return true;
  }

  /** What a token was taken for did not come about. */
  giveBack(): void {
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + 1);
  }

  has(cost = 1): boolean {
    this.#refill();
    return this.#tokens >= cost;
  }

  /** Another rate from now on; what a larger burst allows beyond the former one is there at once. */
  change(rate: Rate): void {
    this.#refill();
    this.#tokens += Math.max(0, rate.burst - this.#rate.burst);
    this.#rate = rate;
  }

  #refill(): void {
    const now = this.#nowMs();
    const gained = ((now - this.#atMs) / 1_000) * this.#rate.perSecond;
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + gained);
    this.#atMs = now;
  }
}
