/** A moment on two clocks, see `control-messages.ts`. */
export interface Moment {
  readonly atMs: number;
  readonly wallMs: number;
}

export interface Clock {
  /** Monotonic milliseconds. */
  monotonicMs(): number;
  /** Unix time in milliseconds. */
  wallMs(): number;
}

/** `process.hrtime` counts from the start of the machine, so other processes on it can compare. */
export const machineClock: Clock = {
  monotonicMs: () => Number(process.hrtime.bigint() / 1_000n) / 1_000,
  wallMs: () => Date.now(),
};

export function momentOf(clock: Clock): Moment {
  return { atMs: clock.monotonicMs(), wallMs: clock.wallMs() };
}
