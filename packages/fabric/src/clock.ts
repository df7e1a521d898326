import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";

/** A moment on two clocks, see `control-messages.ts`. */
export interface Moment {
  readonly atMs: number;
  readonly wallMs: number;
}

export interface Clock {
  /** Monotonic milliseconds. */
  monotonicMs(): number;
  /** Names the run of the machine that the monotonic clock counts in: of another run its moments say nothing. */
  readonly boot: string;
  /** Unix time in milliseconds. */
  wallMs(): number;
}

/** `process.hrtime` counts from the start of the machine, so other processes on it can compare. */
export const machineClock: Clock = {
  monotonicMs: () => Number(process.hrtime.bigint() / 1_000n) / 1_000,
  boot: machineBoot(),
  wallMs: () => Date.now(),
};

export function momentOf(clock: Clock): Moment {
  return { atMs: clock.monotonicMs(), wallMs: clock.wallMs() };
}

/** Where the system does not name its run, each process has one of its own: nothing older is believed then. */
function machineBoot(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return randomUUID();
  }
}
