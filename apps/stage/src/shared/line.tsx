import type { JSX } from "react";
import { fittingSize, type Weight } from "../model/type/metrics.ts";

/**
 * One line of type on the picture, px. It is as large as its role says; only a text that would not fit its box is set
 * smaller, never cut off.
 */
export function Line({
  text,
  x,
  y,
  size,
  weight,
  max,
  anchor = "middle",
  className,
  testId,
}: {
  readonly text: string;
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly size: number;
  readonly weight: Weight;
  /** Width of its box. */
  readonly max: number;
  readonly anchor?: "start" | "middle" | "end";
  readonly className?: string;
  readonly testId?: string;
}): JSX.Element {
  return (
    <text
      x={x}
      y={y}
      fontSize={fittingSize(text, size, weight, max)}
      fontWeight={weight}
      textAnchor={anchor}
      className={className === undefined ? "line" : `line ${className}`}
      data-max={max}
      data-size={size}
      data-testid={testId}
    >
      {text}
    </text>
  );
}
