import { stageTexts, useLive } from "@cablecut/ui";
import { useEffect, type JSX } from "react";
import type { StoreApi } from "zustand/vanilla";
import { letTimePass, type StageState } from "../../model/store.ts";
import { Bilingual } from "../../shared/bilingual.tsx";

/** The recovery time as measured. While it runs, every frame of the page brings it up to date for everybody. */
export function Timer({ store }: { readonly store: StoreApi<StageState> }): JSX.Element {
  const text = useLive(store, ({ time }) => time?.text ?? null);
  const running = useLive(store, ({ time }) => time?.ended === false);
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
  if (text === null) {
    return (
      <p className="fact" role="timer" data-testid="timer">
        <Bilingual text={stageTexts.timeNotKnown} lines />
      </p>
    );
  }
  return (
    <p className="figure timer figures" role="timer" data-testid="timer">
      <span data-testid="timer-seconds">{text}</span>
      <span className="timer-unit"> s</span>
    </p>
  );
}
