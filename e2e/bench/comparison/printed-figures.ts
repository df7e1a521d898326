import { addFigure, type FigureName, type Figures } from "../report.ts";

/**
 * The figures in what a benchmark printed: for commits whose programs have no --json yet. The printed text is that of
 * commit 02df589; a line that says something else is passed over, and its figure is missing.
 */
export function figuresInPrint(text: string): Figures {
  const figures: Figures = {};
  let part: "batches" | "one-by-one" = "batches";
  for (const line of text.split("\n")) {
    const batches =
      /^in batches, run \d+: ([\d.]+)M\/s .*answered in p50 [\d.]+ p99 ([\d.]+) /.exec(line);
    const single = /^one by one, \d+ clients, run \d+: (\d+)\/s, p50 ([\d.]+) p99 ([\d.]+) /.exec(
      line,
    );
    const processor = /^ {2}processor time per transfer: .*; together (\d+) ns/.exec(line);
    const idle = /^IDLE p50 ([\d.]+) ms in the leader's room, ([\d.]+) ms in the median room/.exec(
      line,
    );
    // trial, leader, first commit, suspected, moved, recovered, others' gap, load average
    const recovery = /^ *\d+ +(?:cut|live) +(\d+) +[\d/]+ +\d+ +(\d+) +(\d+) +\([\d.]+\)$/.exec(
      line,
    );
    if (batches !== null) {
      part = "batches";
      addFigure(figures, "batches-per-second", Number(batches[1]) * 1e6);
      add(figures, "batches-frame-p99-ms", batches[2]);
    } else if (single !== null) {
      part = "one-by-one";
      add(figures, "one-by-one-per-second", single[1]);
      add(figures, "one-by-one-p50-ms", single[2]);
      add(figures, "one-by-one-p99-ms", single[3]);
    } else if (processor !== null) {
      add(figures, `${part}-processor-ns`, processor[1]);
    } else if (idle !== null) {
      add(figures, "idle-leader-p50-ms", idle[1]);
      add(figures, "idle-median-p50-ms", idle[2]);
    } else if (recovery !== null) {
      add(figures, "first-commit-ms", recovery[1]);
      add(figures, "recovered-ms", recovery[2]);
      add(figures, "others-gap-ms", recovery[3]);
    }
  }
  return figures;
}

function add(figures: Figures, name: FigureName, text: string | undefined): void {
  addFigure(figures, name, Number(text));
}
