import type { Attendee } from "./attendee.ts";

/** Prints what the crowd did; `seconds` is how long it took. */
export function printReport(attendees: readonly Attendee[], seconds: number): void {
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
    latenciesMs.length === 0
      ? "-"
      : `${latenciesMs[Math.floor((latenciesMs.length - 1) * share)]} ms`;
  process.stdout.write(
    [
      `entered    ${entered} of ${attendees.length}`,
      `booked     ${sum.booked} (${(sum.booked / seconds).toFixed(1)}/s)`,
      `refused    ${sum.refused}`,
      `cancelled  ${sum.cancelled}`,
      `retries    ${sum.retries}`,
      `time to a definite answer: p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`,
      "",
    ].join("\n"),
  );
}
