import type { IncidentView, LocalizedText, TimelineLine } from "@cablecut/protocol";
import { storyTexts } from "@cablecut/ui";
import { textWidth } from "../type/metrics.ts";

/** A moment of the run on the line of the report: only what was recorded has one. */
export interface ReportMark {
  readonly atMs: number;
  readonly word: LocalizedText;
}

/** The five moments of a run, as far as they are known; in order of time. */
export function reportMarks(incident: IncidentView | null): readonly ReportMark[] {
  if (incident === null || incident.elapsedMs === null) return [];
  const first = (kind: TimelineLine["kind"]): number | null =>
    incident.timeline.find((line) => line.kind === kind && line.atMs >= 0)?.atMs ?? null;
  const mark = (atMs: number | null, word: LocalizedText): readonly ReportMark[] =>
    atMs === null ? [] : [{ atMs, word }];
  return [
    ...mark(0, storyTexts.markCut),
    ...mark(first("abnormal"), storyTexts.markAbnormal),
    ...mark(first("suspected"), storyTexts.markDecided),
    ...mark(first("first-shard-moved"), storyTexts.markMoving),
    ...mark(incident.state === "recovered" ? incident.elapsedMs : null, storyTexts.markAllPay),
  ].toSorted((one, other) => one.atMs - other.atMs);
}

const between = 32;

/** Where the words of each mark begin: at the mark, or beside their neighbours where marks stand close. px. */
export function wordsPlaces(
  marks: readonly { readonly x: number; readonly texts: readonly string[] }[],
  size: number,
  right: number,
): readonly number[] {
  const widths = marks.map(({ texts }) =>
    Math.max(0, ...texts.map((text) => textWidth(text, size, 700))),
  );
  const places: number[] = [];
  for (const [at, { x }] of marks.entries()) {
    const before = at === 0 ? Number.NEGATIVE_INFINITY : (places[at - 1] ?? 0) + between;
    places.push(Math.max(x, before + (widths[at - 1] ?? 0)));
  }
  let limit = right;
  for (let at = marks.length - 1; at >= 0; at -= 1) {
    places[at] = Math.min(places[at] ?? 0, limit - (widths[at] ?? 0));
    limit = (places[at] ?? 0) - between;
  }
  return places;
}
