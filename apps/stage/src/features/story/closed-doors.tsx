import type { JSX } from "react";

/**
 * Where the code stood: from the back a code asks to be scanned, whatever is written beside it. Whoever has an account still
 * comes in by the address.
 */
export function ClosedDoors(): JSX.Element {
  return (
    <g className="closed-doors" data-testid="closed-doors" aria-hidden="true">
      <circle cx={426} cy={490} r={300} />
      <rect x={236} y={440} width={380} height={100} />
    </g>
  );
}
