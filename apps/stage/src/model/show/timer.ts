import { formatSeconds, type IncidentView } from "@cablecut/protocol";

/**
 * The time of an incident as this page shows it. It is worked out once for every frame, rounded once, and everybody who
 * draws a time draws this one: two places of one picture cannot differ.
 */
export interface ShownTime {
  /** Null before the log has numbered it. */
  readonly incident: number | null;
  readonly ms: number;
  /** As it is drawn, in seconds; null where nobody knows it. */
  readonly text: string | null;
  /** An end was measured, and this is it. */
  readonly ended: boolean;
}

/** A little more than the interval between two snapshots (200 ms), so that the next one is there in time. */
export const lagMs = 260;

/**
 * What to show at `nowMs`; `arrivedAtMs` is when the incident was heard of, on the same clock. A running time moves
 * smoothly between two snapshots and yet shows nothing that was not measured: it follows the measured value by `lagMs`,
 * never passes the latest one, and stands still by itself when the gateway falls silent. An end is shown exactly, and
 * at once. `before` is what was shown last: the time of an incident never runs backwards.
 */
export function timeToShow(
  incident: IncidentView | null,
  arrivedAtMs: number,
  nowMs: number,
  before: ShownTime | null,
): ShownTime | null {
  if (incident === null) return null;
  const { id, elapsedMs } = incident;
  const ended = incident.state !== "running";
  if (elapsedMs === null) return { incident: id, ms: 0, text: null, ended };
  const following = elapsedMs - lagMs + Math.max(0, nowMs - arrivedAtMs);
  // The number comes with the first suspicion; the time has been running since the cut.
  const isSame = before !== null && (before.incident === id || before.incident === null);
  const shownMs = isSame ? before.ms : 0;
  const ms = ended ? elapsedMs : Math.min(Math.max(following, shownMs, 0), elapsedMs);
  return { incident: id, ms, text: formatSeconds(ms), ended };
}
