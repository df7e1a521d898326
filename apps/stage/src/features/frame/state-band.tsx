import { storyTexts, useLive } from "@cablecut/ui";
import type { JSX } from "react";
import type { StoreApi } from "zustand/vanilla";
import type { ShownTime } from "../../model/show/timer.ts";
import { showsTimer, type StageView } from "../../model/show/view.ts";
import type { StageState } from "../../model/store.ts";
import type { StateBandWords } from "../../model/story/state-band.ts";
import { Bilingual } from "../../shared/bilingual.tsx";
import { usePictureAge } from "../../shared/picture-age.ts";
import { useRunningTime } from "../../shared/running-time.ts";
import { useStageLanguages } from "../../shared/stage-languages.ts";

/**
 * The state in the words of the story, and beside it the time of the incident that this is about: always at the same place.
 * While nothing comes any more the phase is how old the picture is, and nobody knows the time, as in the story.
 */
export function StateBand({
  store,
  band,
  view,
}: {
  readonly store: StoreApi<StageState>;
  readonly band: StateBandWords;
  readonly view: StageView;
}): JSX.Element {
  const isLost = useLive(store, ({ connection }) => connection !== "connected");
  const second = usePictureAge(store, isLost) ?? band.second;
  const time = useRunningTime(store, isLost);
  const [first] = useStageLanguages();
  return (
    <div className="state-band" data-view={view} data-shape={band.shape}>
      <h1 className="state-band-words" data-testid="headline">
        <span className="state-band-headline">
          <Bilingual text={band.headline} />
        </span>
        {second === null ? null : (
          <span className="state-band-second figures">
            <Bilingual text={second} />
          </span>
        )}
      </h1>
      {time === null || !isAbout(view, time) ? null : (
        <p className="state-band-time figures" data-testid="band-timer">
          {time.text === null || isLost ? (
            "—"
          ) : (
            <>
              <span data-testid="timer-seconds">{time.text}</span>
              {storyTexts.secondUnit[first]}
            </>
          )}
        </p>
      )}
    </div>
  );
}

/** The time of a run of before would be read as that of what the band says now. */
function isAbout(view: StageView, { ended }: ShownTime): boolean {
  return showsTimer(view) && !(view === "quorum-lost" && ended);
}
