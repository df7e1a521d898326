import type { JSX } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { BarsChart, type Bar } from "./bars-chart.tsx";
import { ColumnsChart } from "./columns-chart.tsx";
import { narrow, wide, type Size } from "./sizes.ts";

/**
 * Each chart twice: a page's style shows the one that its width can carry, since letters that are scaled with a picture are too
 * small to be read on a phone.
 */
export const charts = {
  /** A column for each value, ms, from nought. `label`: for whoever hears the page. @returns SVG; "" without a value */
  columns(valuesMs: readonly number[], label: string): string {
    return valuesMs.length === 0 ? "" : drawn((size) => ColumnsChart({ valuesMs, label, size }));
  },

  /** Bars on one scale from nought, one below the other, ms. @returns SVG; "" where all of it lasted nothing */
  bars(bars: readonly Bar[], label: string): string {
    const isEmpty = bars.every(({ toMs }) => toMs <= 0);
    return isEmpty ? "" : drawn((size) => BarsChart({ bars, label, size }));
  },
};

function drawn(chart: (size: Size) => JSX.Element): string {
  return [wide, narrow].map((size) => renderToStaticMarkup(chart(size))).join("");
}
