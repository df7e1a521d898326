import { formatSeconds } from "@cablecut/ui";
import { useEffect, useRef, type JSX } from "react";
import type { StoreApi } from "zustand/vanilla";
import { readTimer, timerShownMs } from "../../model/show/timer.ts";
import type { StageState } from "../../model/store.ts";

/** The recovery time as measured. Written straight into the page: ten new digits a second need no rendering. */
export function Timer({ store }: { readonly store: StoreApi<StageState> }): JSX.Element {
  const digits = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let shown: { readonly incident: number; readonly ms: number } | null = null;
    let frame = 0;
    const draw = (): void => {
      frame = 0;
      const { snapshot, arrivedAtMs } = store.getState();
      const incident = snapshot?.incident ?? null;
      if (incident === null || digits.current === null) return;
      const reading = readTimer(incident, arrivedAtMs);
      const before = shown?.incident === incident.id ? shown.ms : null;
      const ms = timerShownMs(reading, performance.now(), before);
      shown = { incident: incident.id, ms };
      const text = formatTimer(ms);
      if (digits.current.textContent !== text) digits.current.textContent = text;
      // At the latest measured value it rests until the next snapshot.
      if (ms < reading.measuredMs) frame = requestAnimationFrame(draw);
    };
    const stop = store.subscribe(() => {
      if (frame === 0) draw();
    });
    draw();
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [store]);
  return (
    <p className="figure timer figures" role="timer" data-testid="timer">
      <span ref={digits} data-testid="timer-seconds" />
      <span className="timer-unit"> s</span>
    </p>
  );
}

/** Tenths of a second, whole seconds from 1,000 s on, where tenths no longer fit. */
function formatTimer(ms: number): string {
  return ms < 1_000_000 ? formatSeconds(ms) : String(Math.floor(ms / 1_000));
}
