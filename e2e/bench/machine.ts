import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";

export function describeMachine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${cpus().length} cores, ${memory} GiB, Linux ${release()}, Node ${process.versions.node}`;
}

/** Processes that wanted to run in the last minute. */
export function loadOfMachine(): number {
  return loadavg()[0]!;
}

/** Above this before a trial, others take a part of the machine that can be seen in the figures. */
const quietLoadMax = 0.5;

export function isQuiet(load: number): boolean {
  return load <= quietLoadMax;
}

/** Linux counts processor time in hundredths of a second whatever the kernel's own clock is. */
const ticksPerSecond = 100;

export interface ProcessorTime {
  /** Seconds in the process's own code and in the kernel on its behalf, all threads together. */
  readonly user: number;
  readonly kernel: number;
}

/** What a process has used so far; NaN where the system does not tell. */
export function processorTime(pid: number): ProcessorTime {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may contain anything; user and system time are the 14th and 15th field.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return {
      user: Number(fields[11]) / ticksPerSecond,
      kernel: Number(fields[12]) / ticksPerSecond,
    };
  } catch {
    return { user: Number.NaN, kernel: Number.NaN };
  }
}
