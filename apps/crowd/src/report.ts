import type { Attendee } from "./attendee.ts";
import type { Language } from "@cablecut/protocol";
import { crowdTexts } from "./texts.ts";

/** What the crowd did; `seconds` is how long it took. */
export function reportText(
  attendees: readonly Pick<Attendee, "me" | "report">[],
  seconds: number,
  language: Language,
): string {
  const entered = attendees.filter((attendee) => attendee.me !== null).length;
  const sum = { booked: 0, refused: 0, cancelled: 0, retries: 0 };
  const latenciesMs: number[] = [];
  for (const { report } of attendees) {
    sum.booked += report.booked;
    sum.refused += report.refused;
    sum.cancelled += report.cancelled;
    sum.retries += report.retries;
    latenciesMs.push(...report.latenciesMs);
  }
  latenciesMs.sort((left, right) => left - right);
  const at = (share: number): string =>
    latenciesMs[Math.floor((latenciesMs.length - 1) * share)]!.toFixed(1);
  return crowdTexts.report({
    ...sum,
    entered,
    all: attendees.length,
    perSecond: (sum.booked / seconds).toFixed(1),
    latenciesMs: latenciesMs.length === 0 ? null : { p50: at(0.5), p99: at(0.99), max: at(1) },
  })[language];
}
