import type { EngineSecond, ShowSnapshot } from "@cablecut/protocol";

/** So far back it is looked, ms. */
const lookBackMs = 15_000;
/** A newest second that is older was told by a gateway that is gone: what it had says nothing of now, ms. */
const freshMs = 3_000;
/** Above this many payments a second their number is the figure, else the people. */
const perSecondMin = 5;

/** The last seconds of the show, as far as they are known: what one second has may be another thing in the next. */
export interface PaymentsLately {
  /** Most of these seconds had so many payments that their number makes a figure. */
  readonly areMany: boolean;
  readonly mostPerSecond: number;
}

/** Where nothing is known of the seconds before, the snapshot's own is all there is. */
export function paymentsLately(
  seconds: readonly EngineSecond[],
  { atMs: nowMs, traffic: { perSecond } }: Pick<ShowSnapshot, "atMs" | "traffic">,
): PaymentsLately {
  const isFresh = nowMs - (seconds.at(-1)?.atMs ?? -Infinity) <= freshMs;
  const known = (isFresh ? seconds : [])
    .filter(({ atMs }) => nowMs - atMs <= lookBackMs)
    .map(({ booked, byRoom }) => booked ?? byRoom.reduce((sum, count) => sum + count, 0));
  const now = perSecond ?? 0;
  const counts = known.length === 0 ? [now] : known;
  return {
    areMany: counts.filter((count) => count > perSecondMin).length * 2 > counts.length,
    mostPerSecond: Math.max(now, ...counts),
  };
}
