import type { CableId, IncidentView, ShowSnapshot } from "@cablecut/protocol";
import { newlyCut } from "../show/cuts-seen.ts";
import { hasEnded } from "../show/stop-seen.ts";

/** A sound of the story: how high, for how long, and how long after the first of its kind. */
export interface SoundCue {
  readonly hertz: number;
  readonly lastsMs: number;
  readonly afterMs: number;
}

const stroke = { hertz: 55, lastsMs: 180 } as const;
const stop = { hertz: 440, lastsMs: 900 } as const;

/** Between two snapshots that are further apart nobody knows what is now and what was long ago, ms. */
const gapMsMax = 2_000;

type Heard = Pick<ShowSnapshot, "atMs" | "scene" | "incident" | "cables" | "stage" | "blank">;

/**
 * What sounds between two snapshots: a stroke for every cable that is cut now and was not, and a tone at the stop. Nothing for
 * what was so before or while nothing came, and nothing unless sound is switched on.
 */
export function soundsBetween(before: Heard | null, now: Heard): readonly SoundCue[] {
  if (before === null || !now.stage.sound || now.blank) return [];
  if (Math.abs(now.atMs - before.atMs) > gapMsMax) return [];
  const strokes = distances(newlyCut(before, now), now.incident).map((afterMs) => ({
    ...stroke,
    afterMs,
  }));
  const hasStopped = now.incident?.state === "recovered" && hasEnded(before, now);
  return hasStopped ? [...strokes, { ...stop, afterMs: 0 }] : strokes;
}

/** How long after the first of them each was cut, by the fabric's stamps; at once where there is none of this cut. */
function distances(
  cables: readonly CableId[],
  incident: Pick<IncidentView, "state" | "timeline"> | null,
): readonly number[] {
  // The lines of a run that is over tell of earlier cuts of the same cables.
  const timeline = incident?.state === "running" ? incident.timeline : [];
  const stamps = cables.map(
    (cable) =>
      timeline.findLast((line) => line.kind === "cable-cut" && line.cable === cable)?.atMs ?? null,
  );
  const first = Math.min(...stamps.filter((atMs) => atMs !== null));
  return (
    stamps
      // Further apart than two pictures are is the stamp of an earlier cut of that cable.
      .map((atMs) => (atMs === null || atMs - first > gapMsMax ? 0 : atMs - first))
      .toSorted((one, other) => one - other)
  );
}
