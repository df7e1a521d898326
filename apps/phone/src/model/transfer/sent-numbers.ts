import {
  measuredMsMax,
  openPaymentsMax,
  type InFlight,
  type InFlightEnd,
  type PayAnswer,
} from "@cablecut/protocol";

/** Numbers that are remembered: more than can be open around a cut. */
const numbersMax = 64;

interface SentNumber {
  readonly sequence: number;
  readonly sentAtMs: number;
  readonly ended: { readonly end: InFlightEnd; readonly atMs: number } | null;
}

/** How a number ended for good; null where the answer leaves it open, or free. */
function endOf({ kind }: PayAnswer): InFlightEnd | null {
  switch (kind) {
    case "booked":
    case "refused":
    case "cancelled":
      return kind;
    case "ended-otherwise":
      return "other";
    case "not-now":
    case "unknown":
    case "rejected":
      return null;
  }
}

/** When this page sent its numbers for the first time and when each ended, on the page's clock: what was in flight at a cut. */
export class SentNumbers {
  #sinceMs: number;
  #numbers: readonly SentNumber[] = [];

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  /** The page's clock stood still until now: what it said before is of another time. */
  startAfresh(nowMs: number): void {
    this.#sinceMs = nowMs;
    this.#numbers = [];
  }

  sent(sequence: number, nowMs: number): void {
    if (this.#numbers.some((each) => each.sequence === sequence)) return;
    const sent = { sequence, sentAtMs: nowMs, ended: null };
    this.#numbers = [...this.#numbers, sent].slice(-numbersMax);
  }

  answered(sequence: number, answer: PayAnswer, nowMs: number): void {
    const end = endOf(answer);
    if (end === null) return;
    this.#numbers = this.#numbers.map((each) =>
      each.sequence === sequence && each.ended === null
        ? { ...each, ended: { end, atMs: nowMs } }
        : each,
    );
  }

  /** Under way at that moment; null for one from before this page was there, or awake. */
  inFlightAt(atMs: number): InFlight[] | null {
    if (atMs < this.#sinceMs) return null;
    return this.#numbers
      .filter(({ sentAtMs, ended }) => sentAtMs < atMs && (ended === null || ended.atMs > atMs))
      .slice(-openPaymentsMax)
      .map(({ sequence, sentAtMs, ended }) => ({
        sequence,
        sentBeforeMs: bounded(atMs - sentAtMs),
        end: ended?.end ?? "open",
        endedAfterMs: ended === null ? null : bounded(ended.atMs - atMs),
      }));
  }
}

function bounded(ms: number): number {
  return Math.min(measuredMsMax, Math.max(0, Math.round(ms)));
}
