/** First and longest wait before the same number is tried again, ms; jitter takes up to half of it away. */
const retryFirstMs = 400;
const retryMaxMs = 4_000;
/** Nothing in the book of payments waits longer than this, ms. */
export const waitMaxMs = retryMaxMs;

/** How long to wait before attempt `attempt` (from 1) is repeated, ms; `luck` from 0 to 1. */
export function retryDelayMs(attempt: number, luck: number): number {
  const full = Math.min(retryMaxMs, retryFirstMs * 1.7 ** Math.max(0, attempt - 1));
  return Math.round(full * (0.5 + luck / 2));
}
