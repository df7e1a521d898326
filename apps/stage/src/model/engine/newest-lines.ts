import { textWidth } from "../type/metrics.ts";

/** Type of the lines, px of the picture; they are drawn no bolder than this. */
const size = 21;
const weight = 500;

/** A line that is wider than this goes on below. */
export function rowsOf(text: string, widthMax: number): number {
  return textWidth(text, size, weight) > widthMax ? 2 : 1;
}

/** The newest lines, which are the last ones, for which there is room; none of them is cut off. */
export function newestLines<Line>(
  lines: readonly Line[],
  rowsOfLine: (line: Line) => number,
  rowsMax: number,
): { readonly shown: readonly Line[]; readonly rows: number } {
  let rows = 0;
  let from = lines.length;
  for (const [position, line] of [...lines.entries()].toReversed()) {
    const more = rowsOfLine(line);
    if (rows + more > rowsMax) break;
    rows += more;
    from = position;
  }
  return { shown: lines.slice(from), rows };
}
