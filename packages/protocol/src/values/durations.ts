/**
 * "26.0" seconds from milliseconds, cut off and not rounded up: never more than was measured. Whole seconds from
 * 1,000 s on, where tenths no longer fit. Every place that shows the time of an incident writes it with this.
 */
export function formatSeconds(ms: number): string {
  const tenths = Math.floor(ms / 100);
  return tenths < 10_000 ? (tenths / 10).toFixed(1) : String(Math.floor(tenths / 10));
}
