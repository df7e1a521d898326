import type { startShow } from "../../show-on-this-machine.ts";
import {
  complaintOf,
  differenceMaxMs,
  differenceMs,
  runGatewayKilled,
  type KilledRun,
} from "./one-run.ts";

type Print = (line: string) => void;

const columns = [8, 10, 12, 12, 12, 12, 16];
const row = (cells: readonly string[]): string =>
  cells.map((cell, position) => cell.padStart(columns[position] ?? 0)).join("");
const seconds = (ms: number | null): string => (ms === null ? "-" : (ms / 1_000).toFixed(3));

/**
 * So many runs of each kill, at keynote pace, some of them side by side: what the gateway shows in the end against an onlooker
 * outside of it. A line each; false if a run failed.
 */
export async function killGateways(
  asked: {
    readonly runs: number;
    readonly afterMs: readonly number[];
    readonly sideBySide: number;
    readonly start: typeof startShow;
  },
  print: Print,
): Promise<boolean> {
  const due = Array.from({ length: asked.runs }, () => asked.afterMs).flat();
  const done: KilledRun[] = [];
  const failures: string[] = [];
  print(row(["run", "killed", "at least", "at most", "shown", "difference", "from"]));
  const start = oneAfterTheOther(asked.start);
  const fail = (complaint: string, output: string): void => {
    failures.push(complaint);
    print(`  FAILED ${complaint}\n${output.replaceAll(/^/gm, "    ")}`);
  };
  const work = async (): Promise<void> => {
    for (let afterMs = due.shift(); afterMs !== undefined; afterMs = due.shift()) {
      try {
        const run = await runGatewayKilled("keynote", afterMs, start);
        done.push(run);
        print(lineOf(done.length, run));
        const complaint = complaintOf(run);
        if (complaint !== null) fail(complaint, run.output);
      } catch (error) {
        // The machine was too busy for a show: that is no result, and it is said.
        fail(`killed after ${seconds(afterMs)}: no run`, String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: asked.sideBySide }, work));
  const differences = done.flatMap((run) => Math.abs(differenceMs(run) ?? Number.NaN));
  const known = differences.filter((ms) => !Number.isNaN(ms));
  const worst = known.length === 0 ? "-" : String(Math.round(Math.max(...known)));
  print(
    `\n${done.length} runs, ${known.length} with a figure, largest difference ${worst} ms (${differenceMaxMs} allowed), ${failures.length} failed`,
  );
  return failures.length === 0 && done.length > 0;
}

function lineOf(number: number, run: KilledRun): string {
  const { seen, shown, killedAfterMs } = run;
  const figures = [
    killedAfterMs,
    seen?.atLeastMs ?? null,
    seen?.atMostMs ?? null,
    shown?.elapsedMs ?? null,
    differenceMs(run),
  ];
  return row([String(number), ...figures.map(seconds), shown?.startSource ?? "-"]);
}

/** Eight processes that start need the whole of a small machine for a moment. */
function oneAfterTheOther<In, Out>(act: (what: In) => Promise<Out>): (what: In) => Promise<Out> {
  let last: Promise<unknown> = Promise.resolve();
  return (what) => {
    const mine = last.then(() => act(what));
    last = mine.catch(() => undefined);
    return mine;
  };
}
