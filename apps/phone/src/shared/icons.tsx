import type { JSX } from "react";

const line = {
  fill: "none",
  stroke: "currentColor",
  strokeWidth: 1.8,
  strokeLinecap: "round",
  strokeLinejoin: "round",
} as const;

const shapes = {
  number: <path d="M5 9h14M5 15h14M10 4L8 20M16 4l-2 16" {...line} />,
  code: (
    <path
      d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 18v2"
      {...line}
    />
  ),
  history: <path d="M12 7v5l3.5 2M4.5 12a7.5 7.5 0 1 0 2.2-5.3L4.5 9M4.5 4.5V9H9" {...line} />,
  receipts: <path d="M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6" {...line} />,
  close: <path d="M6 6l12 12M18 6L6 18" {...line} />,
  arrow: <path d="M9 5l7 7-7 7" {...line} />,
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
      {shapes[name]}
    </svg>
  );
}
