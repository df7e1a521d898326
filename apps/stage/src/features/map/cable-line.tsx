import type { CableHealth } from "@cablecut/protocol";
import type { JSX } from "react";
import { cubicAt, cubicPath } from "../../model/map/curves.ts";
import type { CablePlace } from "../../model/map/plan.ts";
import { cableLook } from "../../model/show/cables.ts";

/** One fibre: solid while it carries, dashed with a cross once it is cut, striped where it carries badly. */
export function CableLine({
  place,
  fault,
}: {
  readonly place: CablePlace;
  readonly fault: CableHealth["fault"];
}): JSX.Element {
  const look = cableLook(fault);
  const path = cubicPath(place.curve);
  const middle = cubicAt(place.curve, 0.5);
  return (
    <g className="cable" data-look={look} data-cable={place.cable} data-testid="cable">
      <path className="cable-casing" d={path} />
      <path className="cable-core" d={path} />
      <g className="cable-cross" transform={`translate(${middle.x} ${middle.y})`}>
        <circle r="19" />
        <path d="M-10 -10L10 10M10 -10L-10 10" />
      </g>
    </g>
  );
}
