import { stageTexts } from "@cablecut/ui";
import type { JSX } from "react";
import type { StoreApi } from "zustand/vanilla";
import type { StageState } from "../../model/store.ts";
import { Bilingual } from "../../shared/bilingual.tsx";
import { useRunningTime } from "../../shared/running-time.ts";

/** The recovery time as measured. While it runs, every frame of the page brings it up to date for everybody. */
export function Timer({ store }: { readonly store: StoreApi<StageState> }): JSX.Element {
  const text = useRunningTime(store, false)?.text ?? null;
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
