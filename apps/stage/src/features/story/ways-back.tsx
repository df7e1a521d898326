import type { JSX } from "react";
import type { Side } from "../../model/story/plan.ts";

/** Where the small code and the booked payments stand before the cut: between the towers and the hall in the centre. */
const gaps = { centre: 628, right: 1_292 } as const;
const y = 744;
const everyX = 84;
const arrow = "M-48 -64h44l52 64l-52 64h-44l52 -64z";

/** That accounts come to live rooms, as a shape that is read where a number is not: from the dark city on. */
export function WaysBack({ sides }: { readonly sides: ReadonlySet<Side> }): JSX.Element {
  return (
    <g aria-hidden="true">
      {(["centre", "right"] as const)
        .filter((side) => sides.has(side))
        .map((side) => (
          <g key={side} className="way-back" data-testid="way-back" data-side={side}>
            {[-1, 0, 1].map((position) => (
              <path
                key={position}
                transform={`translate(${gaps[side] + position * everyX} ${y})`}
                d={arrow}
              />
            ))}
          </g>
        ))}
    </g>
  );
}
