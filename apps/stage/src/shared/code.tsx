import type { JSX } from "react";

const quietZone = 4;

/** A QR code in the picture, px: black on white with its quiet zone, in which nothing else is printed. */
export function Code({
  code,
  x,
  y,
  side,
  label,
}: {
  readonly code: { readonly size: number; readonly path: string };
  readonly x: number;
  readonly y: number;
  readonly side: number;
  readonly label: string;
}): JSX.Element {
  const modules = code.size + 2 * quietZone;
  return (
    <svg
      x={x}
      y={y}
      width={side}
      height={side}
      viewBox={`${-quietZone} ${-quietZone} ${modules} ${modules}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect x={-quietZone} y={-quietZone} width={modules} height={modules} fill="#fff" />
      <path d={code.path} fill="#000" />
    </svg>
  );
}
