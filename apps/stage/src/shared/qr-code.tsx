import type { JSX, SVGProps } from "react";

/** Modules of white around the code that the standard asks for. */
const quietZone = 4;

/**
 * A QR code from the path of its black modules: black on white whatever the screen's colours are. In a picture it has a
 * place, on a page a class.
 */
export function QrCode({
  code,
  label,
  ...where
}: {
  readonly code: { readonly size: number; readonly path: string };
  readonly label: string;
} & Pick<SVGProps<SVGSVGElement>, "className" | "x" | "y" | "width" | "height">): JSX.Element {
  const side = code.size + 2 * quietZone;
  return (
    <svg
      {...where}
      viewBox={`${-quietZone} ${-quietZone} ${side} ${side}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect x={-quietZone} y={-quietZone} width={side} height={side} fill="#fff" />
      <path d={code.path} fill="#000" />
    </svg>
  );
}
