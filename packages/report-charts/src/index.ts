/** Draws the charts of a report as SVG, without a browser: for its page, which needs no script to show them. */
export { charts } from "./charts.ts";
