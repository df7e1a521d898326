import type { JSX } from "react";
import type { Face } from "../../model/result/face.ts";

const line = {
  fill: "none",
  stroke: "currentColor",
  strokeWidth: 5,
  strokeLinecap: "round",
  strokeLinejoin: "round",
} as const;

/** A shape a face, so that it can be told without colour: disc and tick, open ring, dashed square, ring and question mark, square and bar. */
const marks: Record<Face, JSX.Element> = {
  booked: (
    <>
      <circle cx="32" cy="32" r="32" fill="currentColor" />
      <path className="face-tick" d="M19 33l9 9 18-20" {...line} stroke="var(--card)" />
    </>
  ),
  confirming: <circle cx="32" cy="32" r="28" {...line} />,
  kept: (
    <>
      <rect
        x="3"
        y="3"
        width="58"
        height="58"
        rx="12"
        {...line}
        strokeDasharray="10 7"
        strokeLinecap="butt"
      />
      <path d="M26 22v20M38 22v20" {...line} strokeWidth="6" stroke="var(--amber-text)" />
    </>
  ),
  checking: (
    <>
      <circle cx="32" cy="32" r="28" {...line} />
      <path
        d="M24 26a8 8 0 1 1 11 7.4c-2 .8-3 2.4-3 4.6M32 46h.01"
        {...line}
        stroke="var(--amber-text)"
      />
    </>
  ),
  refused: (
    <>
      <rect x="3" y="3" width="58" height="58" rx="12" {...line} />
      <path d="M21 32h22" {...line} strokeWidth="6" />
    </>
  ),
};

export function FaceMark({ face }: { readonly face: Face }): JSX.Element {
  return (
    <svg
      className="face-mark"
      key={face}
      width="64"
      height="64"
      viewBox="0 0 64 64"
      aria-hidden="true"
    >
      {marks[face]}
    </svg>
  );
}
