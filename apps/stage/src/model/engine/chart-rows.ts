import type { EngineSecond, RunMoment } from "@cablecut/protocol";

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
  /** Where its word stands: over its line, on the outer side of a short run, or nowhere, if it would lie on a newer one. */
  readonly word: "over" | "before" | "behind" | "none";
}

/** What the longer of a word's two languages takes of the chart, and what lies between two words or beside a line, s. */
const wordS = { cut: 12, back: 17 } as const;
const gapS = 1.5;

/** The moments of cut and recovery that lie within the chart. */
export function chartMarks(
  moments: readonly RunMoment[],
  seconds: readonly EngineSecond[],
): readonly ChartMark[] {
  const newestMs = seconds.at(-1)?.atMs;
  if (newestMs === undefined) return [];
  const mark = (
    atMs: number | null,
    kind: ChartMark["kind"],
  ): readonly Omit<ChartMark, "word">[] => {
    const atS = atMs === null ? Number.NaN : (atMs - newestMs) / secondMs;
    return atS > -chartSeconds && atS <= 1 ? [{ atS: Math.min(atS, 0), kind }] : [];
  };
  return withWords(
    moments.flatMap(({ cutMs, endMs }) => [...mark(cutMs, "cut"), ...mark(endMs, "back")]),
  );
}

/** The newest first: a run at full speed is shorter than its two words, and the next one may come before they are past. */
function withWords(marks: readonly Omit<ChartMark, "word">[]): readonly ChartMark[] {
  const placed: ChartMark[] = [];
  let freeUntilS = Number.POSITIVE_INFINITY;
  for (const [position, mark] of [...marks.entries()].toReversed()) {
    const { atS, kind } = mark;
    const other = marks[kind === "cut" ? position + 1 : position - 1];
    const isShort =
      other !== undefined &&
      other.kind !== kind &&
      Math.abs(other.atS - atS) < (wordS.cut + wordS.back) / 2 + gapS;
    const word = !isShort ? "over" : kind === "cut" ? "before" : "behind";
    const fromS = {
      over: atS - wordS[kind] / 2,
      before: atS - gapS - wordS[kind],
      behind: atS + gapS,
    }[word];
    const isFree = fromS + wordS[kind] + gapS / 2 <= freeUntilS;
    if (isFree) freeUntilS = fromS;
    placed.unshift({ ...mark, word: isFree ? word : "none" });
  }
  return placed;
}
