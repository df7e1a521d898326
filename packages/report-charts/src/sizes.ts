/** How large a chart is drawn, px, and the letters in it. */
export interface Size {
  /** Of the picture: the page's style tells by it which of the two is shown. */
  readonly name: "wide" | "narrow";
  readonly width: number;
  readonly columnsHeight: number;
  /** Of one bar with the words above it, and in how many lines these stand. */
  readonly barHeight: number;
  readonly lines: 1 | 2;
  readonly letters: number;
}

export const wide: Size = {
  name: "wide",
  width: 980,
  columnsHeight: 260,
  barHeight: 46,
  lines: 1,
  letters: 15,
};

export const narrow: Size = {
  name: "narrow",
  width: 320,
  columnsHeight: 210,
  barHeight: 60,
  lines: 2,
  letters: 13,
};

/** Ink of the page's own palette, which is fit for paper. */
export const colours = {
  bar: "#0b6470",
  waited: "#7a4700",
  grid: "#dae2e1",
  axis: "#4f6067",
  ink: "#12232a",
} as const;
