import type { JSX } from "react";

const line = {
  fill: "none",
  stroke: "currentColor",
  strokeWidth: 2,
  strokeLinecap: "round",
  strokeLinejoin: "round",
} as const;

const shapes = {
  pay: <path d="M5 9h14M5 15h14M10 4L8 20M16 4l-2 16" {...line} />,
  random: <path d="M3 7h4l10 10h4M3 17h4l3-3M14 10l3-3h4M18 4l3 3-3 3M18 14l3 3-3 3" {...line} />,
  code: (
    <path
      d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 18v2"
      {...line}
    />
  ),
  receipts: <path d="M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6" {...line} />,
  close: <path d="M6 6l12 12M18 6L6 18" {...line} />,
  back: <path d="M15 5l-7 7 7 7" {...line} />,
  arrow: <path d="M9 5l7 7-7 7" {...line} />,
  erase: <path d="M8 5h13v14H8l-6-7zM12 9l6 6M18 9l-6 6" {...line} />,
  window: <path d="M5 3h14v18H5zM12 3v18M5 12h14" {...line} />,
  move: <path d="M4 4h9v16H4zM17 8l4 4-4 4M10 12h11" {...line} />,
  find: <path d="M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 1v5M12 18v5M1 12h5M18 12h5" {...line} />,
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
