import { useEffect, useState } from "react";
import type { StoreApi } from "zustand/vanilla";
import type { StageState } from "../../model/store.ts";

const lookMs = 1_000;

/** Seconds since the last snapshot came, while nothing comes any more; null otherwise. */
export function usePictureAge(store: StoreApi<StageState>, isLost: boolean): string | null {
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    if (!isLost) return;
    const look = (): void => setNowMs(performance.now());
    look();
    const timer = setInterval(look, lookMs);
    return () => clearInterval(timer);
  }, [isLost]);
  if (!isLost) return null;
  return (Math.max(0, nowMs - store.getState().arrivedAtMs) / 1_000).toFixed(1);
}
