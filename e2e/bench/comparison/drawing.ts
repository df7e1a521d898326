import type { Language } from "@cablecut/protocol";
import { figures, type FigureName, type Figures } from "../report.ts";
import { median } from "../statistics.ts";
import type { ComparedFigure, Spread } from "./outcome.ts";
import { comparisonTexts as texts } from "./texts.ts";

/** What is said of a run at once; everything is in the table at the end. */
const toldAtOnce: readonly FigureName[] = [
  "batches-per-second",
  "one-by-one-per-second",
  "one-by-one-p99-ms",
  "idle-leader-p50-ms",
  "recovered-ms",
];

function written(value: number, digits: number): string {
  return value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** The medians of one run. */
export function briefOf(told: Figures, language: Language): string {
  return toldAtOnce
    .flatMap((name) => {
      const values = told[name];
      const { text, digits } = figures[name];
      return values === undefined ? [] : [`${text[language]} ${written(median(values), digits)}`];
    })
    .join("; ");
}

/** One line per figure, columns aligned, with headings. */
export function drawFigures(compared: readonly ComparedFigure[], language: Language): string {
  const head = [texts.figure, texts.ourMedian, texts.theirMedian, texts.ratio, texts.byRounds];
  const rows = compared.map(({ name, ours, theirs, ratio, byRounds }) => {
    const { text, digits, better } = figures[name];
    const mark = better === "less" ? ` (${texts.lessIsBetter[language]})` : "";
    return [
      `${text[language]}${mark}`,
      spread(ours, digits, language),
      spread(theirs, digits, language),
      ratio === null ? "-" : ratio.toFixed(3),
      byRounds === null ? "-" : spread(byRounds, 3, language),
    ];
  });
  const table = [head.map((each) => each[language]), ...rows];
  const widths = head.map((_, column) => Math.max(...table.map((row) => widthOf(row[column]!))));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat(widths[column]! - widthOf(cell)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function spread(values: Spread | null, digits: number, language: Language): string {
  if (values === null) return texts.notMeasured[language];
  const { median: middle, lowest, highest } = values;
  return `${written(middle, digits)} (${written(lowest, digits)}..${written(highest, digits)})`;
}

/** In columns of a terminal, where a Chinese character takes two. */
function widthOf(text: string): number {
  return text.length + (text.match(/[\u2e80-\uffef]/g)?.length ?? 0);
}
