import { existsSync, readFileSync } from "node:fs";

/** Of a clock tick in /proc/PID/stat on every Linux that Node runs on, ms. */
const tickMs = 10;

/** What processes have taken since they began, all together. */
export interface Costs {
  readonly atMs: number;
  readonly processorMs: number;
  /** Written to sockets and files. */
  readonly bytesOut: number;
}

export function costsOf(pids: readonly number[]): Costs {
  let processorMs = 0;
  let bytesOut = 0;
  for (const pid of pids) {
    // The name of the program stands in brackets and may hold anything.
    const [, fields = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(/\) (?=[A-Z] )/);
    const [user, system] = fields.split(" ").slice(11, 13).map(Number);
    processorMs += ((user ?? 0) + (system ?? 0)) * tickMs;
    bytesOut += Number(/^wchar: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, "utf8"))?.[1] ?? 0);
  }
  return { atMs: performance.now(), processorMs, bytesOut };
}

/** Per second, between two looks. */
export function ratesOf(before: Costs, after: Costs): { processors: number; bytesOut: number } {
  const tookMs = after.atMs - before.atMs;
  return {
    processors: (after.processorMs - before.processorMs) / tookMs,
    bytesOut: ((after.bytesOut - before.bytesOut) / tookMs) * 1_000,
  };
}

/** Processor time of each process since it began, ms, by its id. */
export function processorMsByPid(pids: readonly number[]): ReadonlyMap<number, number> {
  // What names the processes may name one that was killed until its successor is ready.
  const alive = pids.filter((pid) => existsSync(`/proc/${pid}`));
  return new Map(alive.map((pid) => [pid, costsOf([pid]).processorMs]));
}

/** What `pids` took since `before`, ms; a process that was not there then, all that it ever took. */
export function processorMsSince(
  before: ReadonlyMap<number, number>,
  pids: readonly number[],
): number {
  let sumMs = 0;
  for (const [pid, ms] of processorMsByPid(pids)) sumMs += ms - (before.get(pid) ?? 0);
  return sumMs;
}
