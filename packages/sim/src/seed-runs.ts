import type { Coverage } from "./checks/coverage.ts";
import { Violation } from "./checks/violation.ts";
import type { Scenario } from "./scenarios.ts";
import { runSeed, type RunReport } from "./simulation.ts";

/** How each of several seeds is run. */
export interface Manner {
  readonly gateways: boolean;
  /** Null: the one that the seed chooses. */
  readonly scenario: Scenario | null;
}

/** What the runs so far amount to. */
export interface Tally {
  readonly coverage: Coverage;
  virtualMs: number;
  entries: number;
}

/** The report of a run, or what was wrong in it; `lines`: takes its events. */
export function reportOf(
  seed: number,
  { gateways, scenario }: Manner,
  lines: string[] | null = null,
): Violation | RunReport {
  const trace = lines === null ? null : (line: string) => void lines.push(line);
  try {
    return runSeed(seed, { trace, gateways, ...(scenario === null ? {} : { scenario }) });
  } catch (error) {
    return error instanceof Violation ? error : new Violation("no exception", String(error));
  }
}

export function addReport(tally: Tally, { counts, virtualMs, entries }: RunReport): void {
  tally.coverage.add(counts);
  tally.virtualMs += virtualMs;
  tally.entries += entries;
}
