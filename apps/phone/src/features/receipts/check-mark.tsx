import type { JSX } from "react";

const ring = { cx: 14, cy: 14, r: 11.5, fill: "none", stroke: "currentColor", strokeWidth: 2 };
const stroke = {
  fill: "none",
  stroke: "currentColor",
  strokeWidth: 2.4,
  strokeLinecap: "round",
  strokeLinejoin: "round",
} as const;

export type CheckShape = "shown" | "unasked" | "missing";

const marks: Record<CheckShape, JSX.Element> = {
  shown: (
    <>
      <circle {...ring} fill="currentColor" />
      <path d="M9 14.5l3.5 3.5L19 11" {...stroke} stroke="var(--card)" />
    </>
  ),
  unasked: (
    <>
      <circle {...ring} />
      <path d="M9.5 14h.01M14 14h.01M18.5 14h.01" {...stroke} />
    </>
  ),
  missing: (
    <>
      <rect x="3" y="3" width="22" height="22" rx="4" {...stroke} strokeDasharray="5 3.5" />
      <path d="M10 10l8 8M18 10l-8 8" {...stroke} />
    </>
  ),
};

/** A shape a state: shown a disc with a tick, not asked yet a ring, missing a dashed square with a cross. */
export function CheckMark({ shape }: { readonly shape: CheckShape }): JSX.Element {
  return (
    <svg
      className="check-mark"
      data-shape={shape}
      width="28"
      height="28"
      viewBox="0 0 28 28"
      aria-hidden="true"
    >
      {marks[shape]}
    </svg>
  );
}
