import type { TimelineLine } from "@cablecut/protocol";
import { newestLines } from "./newest-lines.ts";

/** A line, or several of one kind that came as one: then `cables` says how many, and none of them is named. */
export interface TimelineRow {
  readonly line: TimelineLine;
  readonly cables: number;
}

/** Whatever comes between cables of one cut because of them. */
const amid: ReadonlySet<TimelineLine["kind"]> = new Set(["room-lost", "room-back"]);

/** Cables of one cut follow each other faster than this, ms: they may be told to wait for five seconds each. */
const oneCutMs = 7_500;

/** Cables of one row, which goes on with the next one. `at`: of the row. */
interface Series {
  readonly at: number;
  readonly lastMs: number;
  readonly cables: ReadonlySet<TimelineLine["cable"]>;
}

/**
 * Cables that are cut one behind the other are one row, and so are those that are restored: told by the first of them. Where one
 * of them comes again the row is over, so that none counts twice.
 */
export function foldCables(lines: readonly TimelineLine[]): readonly TimelineRow[] {
  const rows: TimelineRow[] = [];
  const open = new Map<TimelineLine["kind"], Series>();
  for (const line of lines) {
    const { cable } = line;
    const isOfCable = line.kind === "cable-cut" || line.kind === "cable-restored";
    if (isOfCable) for (const [kind, { cables }] of open) if (cables.has(cable)) open.delete(kind);
    const series = isOfCable ? open.get(line.kind) : undefined;
    const first = series === undefined ? undefined : rows[series.at];
    if (series !== undefined && first !== undefined && line.atMs - series.lastMs <= oneCutMs) {
      rows[series.at] = { line: { ...first.line, cable: null }, cables: first.cables + 1 };
      const cables = new Set([...series.cables, cable]);
      open.set(line.kind, { ...series, lastMs: line.atMs, cables });
      continue;
    }
    if (isOfCable)
      open.set(line.kind, { at: rows.length, lastMs: line.atMs, cables: new Set([cable]) });
    else if (!amid.has(line.kind)) open.clear();
    rows.push({ line, cables: 1 });
  }
  return rows;
}

/** What there is room for: the beginning in any case, and the newest. `left`: how many rows between them are not shown. */
export function timelineShown(
  rows: readonly TimelineRow[],
  rowsOfLine: (row: TimelineRow) => number,
  rowsMax: number,
): {
  readonly start: TimelineRow | null;
  readonly left: number;
  readonly newest: readonly TimelineRow[];
  readonly rows: number;
} {
  const all = newestLines(rows, rowsOfLine, rowsMax);
  const [start] = rows;
  if (start === undefined || all.shown.length === rows.length)
    return { start: null, left: 0, newest: all.shown, rows: all.rows };
  const rowsOfStart = rowsOfLine(start) + 1;
  const newest = newestLines(rows.slice(1), rowsOfLine, rowsMax - rowsOfStart);
  const left = rows.length - 1 - newest.shown.length;
  return { start, left, newest: newest.shown, rows: rowsOfStart + newest.rows };
}
