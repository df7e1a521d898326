import type { Charts } from "@cablecut/report";
import type { JSX } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { BarsChart } from "./bars-chart.tsx";
import { ColumnsChart } from "./columns-chart.tsx";
import { narrow, wide, type Size } from "./sizes.ts";

/**
 * Each chart twice: a page's style shows the one that its width can carry, since letters that are scaled with a picture are too
 * small to be read on a phone.
 */
export const charts: Charts = {
  columns(valuesMs, label) {
    return valuesMs.length === 0 ? "" : drawn((size) => ColumnsChart({ valuesMs, label, size }));
  },

  bars(bars, label) {
    const isEmpty = bars.every(({ toMs }) => toMs <= 0);
    return isEmpty ? "" : drawn((size) => BarsChart({ bars, label, size }));
  },
};

function drawn(chart: (size: Size) => JSX.Element): string {
  return [wide, narrow].map((size) => renderToStaticMarkup(chart(size))).join("");
}
