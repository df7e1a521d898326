/** What a process measures anyway, told to Prometheus at an address of its own. */
export { linkFamilies } from "./link-families.ts";
export { figuresPage } from "./figures-page.ts";
export type { Family, Sample } from "./figures-page.ts";
export { percentileSamples, seconds, single, yes } from "./samples.ts";
export { serveMetrics, tellMetrics } from "./serve-metrics.ts";
export type { MetricsServer } from "./serve-metrics.ts";
