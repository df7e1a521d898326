import type { EngineSecond } from "@cablecut/protocol";
import type { Moment } from "./engine.ts";

const secondMs = 1_000;
/** What the charts show, s. */
export const chartSeconds = 120;

/** A second of the charts, relative to the newest one: 0 is now, -120 is two minutes ago. */
export interface ChartRow {
  readonly atS: number;
  /** Null where nobody saw this second: it is left open, not drawn as nothing. */
  readonly second: EngineSecond | null;
}

/** Every second of the last two minutes, oldest first. Empty before the first one is known. */
export function chartRows(seconds: readonly EngineSecond[]): readonly ChartRow[] {
  const newestMs = seconds.at(-1)?.atMs;
  if (newestMs === undefined) return [];
  const at = new Map(
    seconds.map((second) => [Math.round((second.atMs - newestMs) / secondMs), second]),
  );
  return Array.from({ length: chartSeconds }, (_, position) => {
    const atS = position - chartSeconds + 1;
    return { atS, second: at.get(atS) ?? null };
  });
}

export interface ChartMark {
  readonly atS: number;
  readonly kind: "cut" | "back";
}

/** The moments of cut and recovery that lie within the chart. */
export function chartMarks(
  moments: readonly Moment[],
  seconds: readonly EngineSecond[],
): readonly ChartMark[] {
  const newestMs = seconds.at(-1)?.atMs;
  if (newestMs === undefined) return [];
  const mark = (atMs: number | null, kind: ChartMark["kind"]): readonly ChartMark[] => {
    const atS = atMs === null ? Number.NaN : (atMs - newestMs) / secondMs;
    return atS > -chartSeconds && atS <= 1 ? [{ atS: Math.min(atS, 0), kind }] : [];
  };
  return moments.flatMap(({ cutMs, endMs }) => [...mark(cutMs, "cut"), ...mark(endMs, "back")]);
}
