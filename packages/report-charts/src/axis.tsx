/** @jsxRuntime automatic */
import type { JSX } from "react";
import { CartesianAxis, CartesianGrid } from "recharts";
import { colours, type Size } from "./sizes.ts";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Tick {
  readonly word: string;
  /** Where it stands in the picture, px. */
  readonly at: number;
}

/** A line of ticks with their words at an edge of the plot. */
export function Axis({
  side,
  box,
  ticks,
  size,
}: {
  readonly side: "left" | "bottom";
  readonly box: Box;
  readonly ticks: readonly Tick[];
  readonly size: Size;
}): JSX.Element {
  const { x, y, width, height } = box;
  // The plot's edge is the axis' own: at the left of it, or below.
  const place =
    side === "left"
      ? { x: 0, y, width: x, height }
      : { x, y: y + height, width, height: 2 * size.letters };
  return (
    <CartesianAxis
      orientation={side}
      {...place}
      viewBox={box}
      interval={0}
      tickSize={5}
      tickMargin={3}
      stroke={colours.axis}
      tick={{ fill: colours.axis, fontSize: size.letters }}
      ticks={ticks.map(({ word, at }, index) => ({
        value: word,
        coordinate: at,
        tickCoord: at,
        index,
      }))}
    />
  );
}

/** Lines through the plot at each of these, px. */
export function Grid({
  box,
  lines,
  at,
}: {
  readonly box: Box;
  readonly lines: "horizontal" | "vertical";
  readonly at: readonly number[];
}): JSX.Element {
  return (
    <CartesianGrid
      {...box}
      stroke={colours.grid}
      horizontal={lines === "horizontal"}
      vertical={lines === "vertical"}
      {...(lines === "horizontal" ? { horizontalPoints: [...at] } : { verticalPoints: [...at] })}
    />
  );
}
