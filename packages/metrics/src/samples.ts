import type { Percentiles } from "@cablecut/protocol";
import type { Family, Sample } from "./figures-page.ts";

/** Makes families of one sample without labels; none where its value is null. */
export const single =
  <Told>(kind: Family<Told>["kind"]) =>
  (name: string, help: string, value: (told: Told) => number | null): Family<Told> => ({
    kind,
    name,
    help,
    samples: (told) => [{ value: value(told) }],
  });

/** Prometheus counts time in seconds. */
export function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1_000;
}

/** 1 or 0. */
export function yes(what: boolean): number {
  return what ? 1 : 0;
}

/** The middle and the slow end of what was measured lately; no samples where nothing was. */
export function percentileSamples(lately: Percentiles | null): readonly Sample[] {
  if (lately === null) return [];
  return [
    { labels: { percentile: "50" }, value: seconds(lately.p50Ms) },
    { labels: { percentile: "99" }, value: seconds(lately.p99Ms) },
  ];
}
