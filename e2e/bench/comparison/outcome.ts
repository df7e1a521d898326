import { figureNames, figures, type FigureName, type Figures } from "../report.ts";
import { median } from "../statistics.ts";

export type BuildName = "ours" | "theirs";

/** One round of one suite in which both builds were measured. */
export interface Pair {
  readonly ours: Figures;
  readonly theirs: Figures;
}

export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export interface ComparedFigure {
  readonly name: FigureName;
  /** Over all values of all rounds; null where that build told none. */
  readonly ours: Spread | null;
  readonly theirs: Spread | null;
  /** Median of ours by median of theirs; null unless both were measured. */
  readonly ratio: number | null;
  /** The same within each round, which what drifts over minutes does not touch. */
  readonly byRounds: Spread | null;
}

/** Every figure that one of both told, in the order of the table of figures. */
export function comparedFigures(pairs: readonly Pair[]): readonly ComparedFigure[] {
  return figureNames.flatMap((name) => {
    const ours = spreadOf(pairs.flatMap((pair) => pair.ours[name] ?? []));
    const theirs = spreadOf(pairs.flatMap((pair) => pair.theirs[name] ?? []));
    if (ours === null && theirs === null) return [];
    const ratio = ours !== null && theirs !== null ? ours.median / theirs.median : null;
    const ratios = pairs.flatMap((pair) => {
      const [own, other] = [pair.ours[name], pair.theirs[name]];
      return own === undefined || other === undefined ? [] : [median(own) / median(other)];
    });
    return [{ name, ours, theirs, ratio, byRounds: spreadOf(ratios) }];
  });
}

function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  return { median: median(values), lowest: Math.min(...values), highest: Math.max(...values) };
}

/**
 * The figures of throughput that do not reach the limit. One that has no ratio does not either: what was not measured
 * proves nothing.
 */
export function belowLimit(
  compared: readonly ComparedFigure[],
  atLeast: number,
): readonly { readonly name: FigureName; readonly ratio: number | null }[] {
  return figureNames
    .filter((name) => figures[name].guarded)
    .map((name) => ({ name, ratio: compared.find((each) => each.name === name)?.ratio ?? null }))
    .filter(({ ratio }) => ratio === null || ratio < atLeast);
}
