import type { RoomCondition } from "@cablecut/protocol";
import type { JSX } from "react";
import { useSay } from "../language-react.ts";
import { conditionTexts } from "../texts/everyone.ts";

/**
 * The state of a room as a shape, so that it can be told apart without colour: normal solid, abnormal dashed with a
 * cross, switching striped, dark outlined, starting half full,
 * recovering a quarter full, diverged barred.
 */
export function ConditionMark({
  condition,
  size = 20,
}: {
  readonly condition: RoomCondition;
  readonly size?: number;
}): JSX.Element {
  const t = useSay();
  return (
    <svg
      className="condition-mark"
      data-condition={condition}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      role="img"
      aria-label={t(conditionTexts[condition])}
    >
      {shapes[condition]}
    </svg>
  );
}

const frame = { x: 2, y: 2, width: 16, height: 16, rx: 4 } as const;
const line = { fill: "none", stroke: "currentColor", strokeWidth: 2 } as const;

const shapes: Record<RoomCondition, JSX.Element> = {
  normal: <rect {...frame} fill="currentColor" />,
  abnormal: (
    <>
      <rect {...frame} {...line} strokeDasharray="3 2.4" />
      <path d="M6.5 6.5l7 7M13.5 6.5l-7 7" {...line} strokeLinecap="round" />
    </>
  ),
  switching: (
    <>
      <rect {...frame} {...line} />
      <path d="M4 11l7-7M5 15.5L15.5 5M9 16l7-7" {...line} />
    </>
  ),
  dark: <rect {...frame} {...line} />,
  starting: (
    <>
      <rect {...frame} {...line} />
      <path d="M3 10h14v4a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3z" fill="currentColor" />
    </>
  ),
  recovering: (
    <>
      <rect {...frame} {...line} />
      <path d="M3 13.5h14v.5a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3z" fill="currentColor" />
    </>
  ),
  diverged: (
    <>
      <rect {...frame} {...line} />
      <path d="M5.5 10h9" {...line} strokeWidth={3} />
    </>
  ),
};
