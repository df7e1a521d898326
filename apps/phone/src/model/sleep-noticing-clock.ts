/** So far the two clocks of a page that is awake may run apart between two looks, ms. */
const apartMaxMs = 1_000;

/**
 * The page's monotonic clock, which may stand still while the device sleeps. Whoever reads it notices by the wall clock, before
 * anything is measured across that: `slept` is called first. A wall clock that is set forward looks the same.
 */
export function sleepNoticingClock(
  nowMs: () => number,
  wallMs: () => number,
  slept: () => void,
): () => number {
  let aheadMs = wallMs() - nowMs();
  return () => {
    const readMs = nowMs();
    const wasMs = aheadMs;
    aheadMs = wallMs() - readMs;
    if (aheadMs - wasMs > apartMaxMs) slept();
    return readMs;
  };
}
