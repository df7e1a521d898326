/** What came this much later than it was sent is late, ms: gateways give a request up after twice that. */
const lateMs = 1_000;

/**
 * Whether what a gateway says now may have been said long ago. A link keeps what a silent room has not taken and brings it
 * once the cable is back, and what came to a process that was not run lies there unread.
 *
 * Transfers, openings and measurements do no harm then: a number, a token and an incident count once. A setting would be
 * the last one in the log and win over what was turned meanwhile, so it is not taken; the gateway that still wants it asks
 * again.
 */
export class LateHearing {
  #tickedMs: number | null = null;
  #awokeMs = Number.NEGATIVE_INFINITY;
  /** When the link of a gateway came back with what it had kept. */
  readonly #resumedMs = new Map<string, number>();

  /** The process runs. */
  ticked(nowMs: number): void {
    if (this.#overslept(nowMs)) this.#awokeMs = nowMs;
    this.#tickedMs = nowMs;
  }

  resumed(gateway: string, nowMs: number): void {
    this.#resumedMs.set(gateway, nowMs);
  }

  left(gateway: string): void {
    this.#resumedMs.delete(gateway);
  }

  isLate(gateway: string, nowMs: number): boolean {
    // Sockets may be read before the first timer of a process that goes on.
    if (this.#overslept(nowMs) || nowMs - this.#awokeMs < lateMs) return true;
    const resumedMs = this.#resumedMs.get(gateway);
    return resumedMs !== undefined && nowMs - resumedMs < lateMs;
  }

  #overslept(nowMs: number): boolean {
    return this.#tickedMs !== null && nowMs - this.#tickedMs > lateMs;
  }
}
