/**
 * The one clock of the gateway's measurements: monotonic milliseconds of this machine, which all its processes share
 * (the fabric stamps its events with the same).
 */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
