import type { ShowSnapshot } from "@cablecut/protocol";
import type { JSX } from "react";
import { core, type Fibre } from "../../model/story/plan.ts";
import { planesOf, type Plane } from "../../model/story/planes.ts";

/**
 * The middle of the picture: one large figure, replaced where it stands. Its edge is the two planes of the network, A above
 * and B below, a part for every cable from left to right: where one is cut the edge is open,
 * and where nobody knows it is a faint line.
 */
export function CoreBox({
  fibres,
  snapshot,
}: {
  readonly fibres: readonly Fibre[];
  readonly snapshot: ShowSnapshot;
}): JSX.Element {
  const { x, y, width, height } = core;
  return (
    <g>
      <rect className="core" x={x} y={y} width={width} height={height} rx={28} />
      {planesOf(fibres, snapshot.cables).map(({ plane, cables }) => (
        <PlaneEdge key={plane} plane={plane} cables={cables} />
      ))}
    </g>
  );
}

const radius = 28;
const edgeUnits = 100;

function PlaneEdge({
  plane,
  cables,
}: {
  readonly plane: Plane["plane"];
  readonly cables: Plane["cables"];
}): JSX.Element {
  const { x, y, width, height } = core;
  const middle = y + height / 2;
  const [far, round] = plane === "A" ? [y, 1] : [y + height, 0];
  const near = far === y ? y + radius : far - radius;
  const path =
    `M${x} ${middle}V${near}A${radius} ${radius} 0 0 ${round} ${x + radius} ${far}` +
    `H${x + width - radius}A${radius} ${radius} 0 0 ${round} ${x + width} ${near}V${middle}`;
  const part = edgeUnits / Math.max(1, cables.length);
  return (
    <g data-testid={`plane-${plane}`}>
      {cables.map(({ cable, carries }, position) =>
        carries === false ? null : (
          <path
            key={cable}
            className="core-edge"
            data-known={carries !== null}
            d={path}
            pathLength={edgeUnits}
            // A little more than its part, so that parts side by side are one line.
            strokeDasharray={`0 ${part * position} ${part + 0.2} ${2 * edgeUnits}`}
          />
        ),
      )}
    </g>
  );
}
