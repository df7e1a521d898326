import { useLive } from "@cablecut/ui";
import { useEffect } from "react";
import type { StoreApi } from "zustand/vanilla";
import type { ShownTime } from "../model/show/timer.ts";
import { letTimePass, type StageState } from "../model/store.ts";

/** The time of the incident; while it runs, every frame of the page brings it up to date for everybody. */
export function useRunningTime(store: StoreApi<StageState>, isStill: boolean): ShownTime | null {
  const time = useLive(store, (state) => state.time);
  const running = time?.ended === false && !isStill;
  useEffect(() => {
    if (!running) return;
    let frame = 0;
    const draw = (): void => {
      letTimePass(store, performance.now());
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [store, running]);
  return time;
}
