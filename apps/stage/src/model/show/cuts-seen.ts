import type { CableId, ShowSnapshot } from "@cablecut/protocol";
import { cableLook, carries } from "./cables.ts";

/** Between two snapshots that are further apart nobody knows what is now and what was long ago: they come five times a second, ms. */
const gapMsMax = 2_000;
/** A cut is shown as it happens for so long, ms: it stays what it is afterwards. */
const freshMs = 1_000;

type Heard = Pick<ShowSnapshot, "atMs" | "cables">;

/** Cables that carried in the picture before and are cut in this one, in the order of the picture. */
export function newlyCut(before: Heard | null, now: Heard): readonly CableId[] {
  if (before === null || Math.abs(now.atMs - before.atMs) > gapMsMax) return [];
  const carried = new Set(
    before.cables.flatMap(({ cable, fault }) => (carries(fault) ? [cable] : [])),
  );
  return cutOnes(now).filter((cable) => carried.has(cable));
}

function cutOnes({ cables }: Pick<ShowSnapshot, "cables">): readonly CableId[] {
  return cables.flatMap(({ cable, fault }) => (cableLook(fault) === "cut" ? [cable] : []));
}

/** Cables whose cut this page has just seen, and when, on its own clock, ms. */
export type CutsSeen = ReadonlyMap<CableId, number>;

/** A page that comes later, and one that heard nothing meanwhile, has seen none: it draws what is left. */
export function cutsSeen(
  seen: CutsSeen,
  before: Heard | null,
  now: Heard,
  nowMs: number,
): CutsSeen {
  const fresh = newlyCut(before, now);
  const cut = new Set(cutOnes(now));
  const stay = [...seen].filter(([cable, atMs]) => cut.has(cable) && nowMs - atMs < freshMs);
  if (fresh.length === 0 && stay.length === seen.size) return seen;
  return new Map([...stay, ...fresh.map((cable) => [cable, nowMs] as const)]);
}
