import type { JSX } from "react";

/** Lines on 24 by 24. */
const shapes = {
  pay: "M5 9h14M5 15h14M10 4L8 20M16 4l-2 16",
  random: "M3 7h4l10 10h4M3 17h4l3-3M14 10l3-3h4M18 4l3 3-3 3M18 14l3 3-3 3",
  code: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 18v2",
  receipts: "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
  close: "M6 6l12 12M18 6L6 18",
  back: "M15 5l-7 7 7 7",
  arrow: "M9 5l7 7-7 7",
  erase: "M8 5h13v14H8l-6-7zM12 9l6 6M18 9l-6 6",
  move: "M4 4h9v16H4zM17 8l4 4-4 4M10 12h11",
  find: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 1v5M12 18v5M1 12h5M18 12h5",
} as const;

export type IconName = keyof typeof shapes;

export function Icon({
  name,
  size = 24,
}: {
  readonly name: IconName;
  readonly size?: number;
}): JSX.Element {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path
        d={shapes[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth={2}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
