import type { JSX } from "react";

export type StandingShape =
  | "confirming"
  | "checking"
  | "kept"
  | "booked"
  | "received"
  | "refused"
  | "missing";

/** A shape a state: booked a tick, received an arrow, kept two bars, checking a dashed ring, refused a bar. */
export function StandingMark({ shape }: { readonly shape: StandingShape }): JSX.Element {
  return (
    <svg
      className="standing"
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

const ring = { cx: 14, cy: 14, r: 11.5, fill: "none", stroke: "currentColor", strokeWidth: 1.8 };
const stroke = {
  fill: "none",
  stroke: "currentColor",
  strokeWidth: 2,
  strokeLinecap: "round",
  strokeLinejoin: "round",
} as const;
const marks: Record<StandingShape, JSX.Element> = {
  booked: (
    <>
      <circle {...ring} fill="currentColor" />
      <path d="M9 14.5l3.5 3.5L19 11" {...stroke} stroke="var(--surface)" />
    </>
  ),
  received: (
    <>
      <circle {...ring} fill="currentColor" />
      <path d="M14 8.5v10M9.8 14.6l4.2 4.2 4.2-4.2" {...stroke} stroke="var(--surface)" />
    </>
  ),
  confirming: (
    <>
      <circle {...ring} />
      <path d="M9.5 14h.01M14 14h.01M18.5 14h.01" {...stroke} strokeWidth={2.6} />
    </>
  ),
  checking: (
    <>
      <circle {...ring} strokeDasharray="4 3.2" />
      <path d="M11 11.5a3 3 0 1 1 4.2 2.7c-.8.4-1.2.9-1.2 1.8M14 19.4h.01" {...stroke} />
    </>
  ),
  kept: (
    <>
      <rect x="3" y="3" width="22" height="22" rx="6" {...stroke} strokeWidth={1.8} />
      <path d="M11 10v8M17 10v8" {...stroke} />
    </>
  ),
  refused: (
    <>
      <circle {...ring} />
      <path d="M9 14h10" {...stroke} />
    </>
  ),
  missing: (
    <>
      <circle {...ring} strokeWidth={2.4} />
      <path d="M10 10l8 8M18 10l-8 8" {...stroke} />
    </>
  ),
};
