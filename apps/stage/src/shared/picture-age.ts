import type { LocalizedText } from "@cablecut/protocol";
import { storyTexts } from "@cablecut/ui";
import { useLayoutEffect, useState } from "react";
import type { StoreApi } from "zustand/vanilla";
import type { StageState } from "../model/store.ts";

const lookMs = 1_000;

/** How old the picture is, in words, while nothing comes any more; null otherwise. */
export function usePictureAge(store: StoreApi<StageState>, isLost: boolean): LocalizedText | null {
  const [nowMs, setNowMs] = useState(() => performance.now());
  // Before the page is painted: what was looked at last is of before the picture came.
  useLayoutEffect(() => {
    if (!isLost) return;
    const look = (): void => setNowMs(performance.now());
    look();
    const timer = setInterval(look, lookMs);
    return () => clearInterval(timer);
  }, [isLost]);
  const ageMs = nowMs - store.getState().arrivedAtMs;
  return isLost && ageMs >= 0 ? storyTexts.pictureOld((ageMs / 1_000).toFixed(1)) : null;
}
