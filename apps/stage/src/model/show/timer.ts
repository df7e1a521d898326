import type { IncidentView } from "@cablecut/protocol";

/**
 * The timer on the screen. It runs smoothly between two snapshots and yet shows nothing that was not measured: it
 * follows the measured value by `lagMs` and never passes the latest one. So it ends exactly on the measured end, and
 * stands still by itself when the gateway falls silent.
 */
export interface TimerReading {
  readonly incident: number;
  /** Measured elapsed time of the latest snapshot, ms. */
  readonly measuredMs: number;
  /** This page's monotonic clock when that snapshot arrived, ms. */
  readonly arrivedAtMs: number;
  /** An end was measured: `measuredMs` will not change any more. */
  readonly ended: boolean;
}

/** A little more than the interval between two snapshots (200 ms), so that the next one is there in time. */
export const lagMs = 260;

export function readTimer(incident: IncidentView, arrivedAtMs: number): TimerReading {
  return {
    incident: incident.id,
    measuredMs: incident.elapsedMs,
    arrivedAtMs,
    ended: incident.state !== "running",
  };
}

/**
 * What to show at `nowMs` (same clock as `arrivedAtMs`), ms. `shown` is what was shown last for this incident, so that
 * the timer never runs backwards either; null for the first time or another incident.
 */
export function timerShownMs(reading: TimerReading, nowMs: number, shown: number | null): number {
  const following = reading.measuredMs - lagMs + Math.max(0, nowMs - reading.arrivedAtMs);
  const first = shown === null;
  // A page that opens after the end shows the end at once; there is nothing left to run.
  if (first && reading.ended) return reading.measuredMs;
  const forward = Math.max(following, shown ?? 0, 0);
  return Math.min(forward, reading.measuredMs);
}
