import type { JSX } from "react";
import type { WayBack } from "../../model/story/ways-back.ts";

/** Where the small code and the booked payments stand before the cut: between the towers and the hall in the centre. */
const gaps = { left: 628, right: 1_292 } as const;
const y = 744;
const everyX = 84;
const arrow = "M-48 -64h44l52 64l-52 64h-44l52 -64z";

/** That accounts come to live rooms, as a shape that is read where a number is not: from the dark city on. */
export function WaysBack({ ways }: { readonly ways: readonly WayBack[] }): JSX.Element {
  return (
    <g aria-hidden="true">
      {ways.map(({ to, gap, isToTheRight }) => (
        <g key={to} className="way-back" data-testid="way-back" data-side={to}>
          {[-1, 0, 1].map((position) => (
            <path
              key={position}
              transform={`translate(${gaps[gap] + position * everyX} ${y})${isToTheRight ? "" : " scale(-1 1)"}`}
              d={arrow}
            />
          ))}
        </g>
      ))}
    </g>
  );
}
