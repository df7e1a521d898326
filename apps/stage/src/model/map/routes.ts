import type { CableHealth, CableName, FlowItem, RoomIndex } from "@cablecut/protocol";
import { carryingCable } from "../show/cables.ts";
import { sampleArc, sampleCubic, polylineOf, type Polyline } from "./curves.ts";
import type { Point } from "../point.ts";
import { ringRadius, type CablePlace, type MapPlan } from "./plan.ts";

const cubicSteps = 14;
const arcSteps = 18;

function cableOf(plan: MapPlan, room: RoomIndex, name: CableName): CablePlace | undefined {
  return plan.cables.find((place) => place.room === room && place.cable.endsWith(`/${name}`));
}

/** A way with the cables that it lies on. */
export interface Route {
  readonly line: Polyline;
  readonly cables: readonly CableHealth["cable"][];
}

/**
 * The way of one payment on the map: out of the payer's room over a cable that carries, round the backbone, into the
 * payee's room. A room whose cables are both cut is not entered and not left: the payment was booked by the other
 * rooms, so the dot begins or ends on the backbone. Null where there is nothing to draw.
 */
export function routeOf(
  plan: MapPlan,
  cables: readonly CableHealth[],
  flow: Pick<FlowItem, "from" | "to">,
  preferred: CableName,
): Route | null {
  const out = carryingCable(cables, flow.from, preferred);
  const into = carryingCable(cables, flow.to, preferred);
  if (out === null && into === null) return null;
  const outPlace = cableOf(plan, flow.from, out ?? preferred);
  const intoPlace = cableOf(plan, flow.to, into ?? preferred);
  if (outPlace === undefined || intoPlace === undefined) return null;
  const points: Point[] = [];
  if (out !== null) points.push(...sampleCubic(outPlace.curve, cubicSteps));
  points.push(
    ...sampleArc(
      plan.ringCentre,
      ringRadius,
      outPlace.ringAngle,
      intoPlace.ringAngle,
      flow.from === flow.to ? 1 : arcSteps,
    ),
  );
  if (into !== null) points.push(...sampleCubic(intoPlace.curve, cubicSteps).toReversed());
  return {
    line: polylineOf(points),
    cables: [
      ...(out === null ? [] : [outPlace.cable]),
      ...(into === null ? [] : [intoPlace.cable]),
    ],
  };
}
