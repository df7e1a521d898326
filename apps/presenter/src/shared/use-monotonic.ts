import { useEffect, useState } from "react";

/** This page's monotonic clock, ms, looked at every `everyMs`. */
export function useMonotonic(everyMs: number): number {
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(performance.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}
