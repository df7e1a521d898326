import type { Point } from "../point.ts";

/** Curves of the map: cubic Béziers for cables, arcs for the backbone, and polylines along which payments travel. */

export type Cubic = readonly [Point, Point, Point, Point];

export function cubicPath([start, first, second, end]: Cubic): string {
  return `M${start.x} ${start.y}C${first.x} ${first.y} ${second.x} ${second.y} ${end.x} ${end.y}`;
}

export function cubicAt([start, first, second, end]: Cubic, t: number): Point {
  const u = 1 - t;
  const a = u * u * u;
  const b = 3 * u * u * t;
  const c = 3 * u * t * t;
  const d = t * t * t;
  return {
    x: a * start.x + b * first.x + c * second.x + d * end.x,
    y: a * start.y + b * first.y + c * second.y + d * end.y,
  };
}

/** `steps + 1` points, ends included. */
export function sampleCubic(curve: Cubic, steps: number): Point[] {
  return Array.from({ length: steps + 1 }, (_, step) => cubicAt(curve, step / steps));
}

/** The shorter way round, ends included; radians clockwise from the east. */
export function sampleArc(
  centre: Point,
  radius: number,
  from: number,
  to: number,
  steps: number,
): Point[] {
  const turn = Math.PI * 2;
  const difference = ((((to - from + Math.PI) % turn) + turn) % turn) - Math.PI;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = from + (difference * step) / steps;
    return { x: centre.x + radius * Math.cos(angle), y: centre.y + radius * Math.sin(angle) };
  });
}

/** A polyline with the length up to each of its points. */
export interface Polyline {
  readonly points: readonly Point[];
  readonly lengths: readonly number[];
  readonly length: number;
}

export function polylineOf(points: readonly Point[]): Polyline {
  const lengths: number[] = [];
  let length = 0;
  points.forEach((point, index) => {
    const previous = points[index - 1];
    if (previous !== undefined) length += Math.hypot(point.x - previous.x, point.y - previous.y);
    lengths.push(length);
  });
  return { points, lengths, length };
}

/** The point after `travelled` of the line's length; its ends beyond them. */
export function pointOnPolyline(line: Polyline, travelled: number): Point {
  const last = line.points.length - 1;
  if (travelled >= line.length) return line.points[last]!;
  let index = 1;
  while (index < last && line.lengths[index]! < travelled) index += 1;
  const from = line.points[index - 1]!;
  const to = line.points[index]!;
  const before = line.lengths[index - 1]!;
  const span = line.lengths[index]! - before;
  const share = span === 0 ? 0 : Math.max(0, (travelled - before) / span);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
