import type { ShowSnapshot } from "@cablecut/protocol";
import { cutNumbers } from "../story/track.ts";

/** A sound of the story: how high, for how long, and how long after the first of its kind. */
export interface SoundCue {
  readonly hertz: number;
  readonly lastsMs: number;
  readonly afterMs: number;
}

const stroke = { hertz: 55, lastsMs: 180 } as const;
const stop = { hertz: 440, lastsMs: 900 } as const;

/** Between two snapshots that are further apart nobody knows what is now and what was long ago: they come five times a second, ms. */
const gapMsMax = 2_000;

type Heard = Pick<ShowSnapshot, "atMs" | "incident" | "cables" | "stage" | "blank">;

/**
 * What sounds between two snapshots: a stroke for every cable that has been cut, as far apart as the fabric stamped them,
 * and a tone at the stop. Nothing for what was so before or while nothing came, and nothing unless sound is switched on.
 */
export function soundsBetween(before: Heard | null, now: Heard): readonly SoundCue[] {
  if (before === null || !now.stage.sound || now.blank) return [];
  if (Math.abs(now.atMs - before.atMs) > gapMsMax) return [];
  const known = cutNumbers(before);
  const cuts = [...cutNumbers(now)].flatMap(([cable, { atMs }]) =>
    known.has(cable) ? [] : [atMs],
  );
  const first = Math.min(...cuts);
  const strokes = cuts.map((atMs) => ({ ...stroke, afterMs: atMs - first }));
  const hasStopped = before.incident?.state === "running" && now.incident?.state === "recovered";
  return hasStopped ? [...strokes, { ...stop, afterMs: 0 }] : strokes;
}
