/**
 * The one clock of the gateway's measurements: monotonic milliseconds of this machine, which all its processes share
 * (the fabric stamps its events with the same).
 */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** The same with what comes later: after some time, for which no process goes on, or in the next turn of the loop. */
export const loopClock = {
  nowMs,
  after: (ms: number, task: () => void): void => void setTimeout(task, ms).unref(),
  defer: (task: () => void): void => void setImmediate(task),
};
