import type { CableHealth } from "@cablecut/protocol";
import { cableLook } from "../show/cables.ts";
import { pointOnPolyline, type Polyline } from "./curves.ts";
import type { Point } from "../point.ts";

/** What moves on the map: payments, and shards on their way to a new room. Pure: the caller brings the time. */
export interface Traveller {
  readonly kind: "payment" | "canary" | "shard";
  readonly line: Polyline;
  /** That the line lies on. */
  readonly cables: readonly CableHealth["cable"][];
  readonly startsAtMs: number;
  readonly lastsMs: number;
  readonly hue: string;
}

/** More are not drawn at once; the figures beside the map count all of them. */
export const travellersMax = 400;

export function addTravellers(
  present: readonly Traveller[],
  added: readonly Traveller[],
): readonly Traveller[] {
  return [...present, ...added].slice(0, travellersMax);
}

export function dropArrived(present: readonly Traveller[], nowMs: number): readonly Traveller[] {
  return present.filter((traveller) => nowMs < traveller.startsAtMs + traveller.lastsMs);
}

/** A cable that is cut carries nothing, neither what has set out on it nor what was about to. */
export function dropCut(
  present: readonly Traveller[],
  cables: readonly CableHealth[],
): readonly Traveller[] {
  const cut = new Set(
    cables.flatMap(({ cable, fault }) => (cableLook(fault) === "cut" ? [cable] : [])),
  );
  return present.filter((traveller) => !traveller.cables.some((cable) => cut.has(cable)));
}

/** Null before the start and after the end. `travelled` is 0 .. 1. */
export function whereabouts(
  traveller: Traveller,
  nowMs: number,
): { readonly at: Point; readonly travelled: number } | null {
  const travelled = (nowMs - traveller.startsAtMs) / traveller.lastsMs;
  if (travelled < 0 || travelled >= 1) return null;
  const eased =
    traveller.kind === "shard" ? travelled * travelled * (3 - 2 * travelled) : travelled;
  return { at: pointOnPolyline(traveller.line, eased * traveller.line.length), travelled };
}
