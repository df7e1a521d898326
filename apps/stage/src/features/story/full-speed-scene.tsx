import { isProofIn, type ShowSnapshot } from "@cablecut/protocol";
import { storyTexts, useLive } from "@cablecut/ui";
import type { JSX } from "react";
import type { StoreApi } from "zustand/vanilla";
import { isSameCutAs2018, tick2018S } from "../../model/story/track.ts";
import { textWidth } from "../../model/type/metrics.ts";
import type { StageState } from "../../model/store.ts";
import { Line } from "../../shared/line.tsx";
import { useBoth } from "../../shared/stage-languages.ts";

const left = 48;
const pxPerSecond = 65;

/** The run at full speed beside that of 2018, on one scale: a comparison of lengths, and of nothing else. */
export function FullSpeedBars({
  store,
  snapshot,
}: {
  readonly store: StoreApi<StageState>;
  readonly snapshot: ShowSnapshot;
}): JSX.Element {
  const t = useBoth();
  const time = useLive(store, (state) => state.time);
  return (
    <g>
      <rect
        className="bar-2018"
        x={left + 3}
        y={633}
        width={tick2018S.keynote * pxPerSecond - 6}
        height={74}
      />
      <Line
        text={t(storyTexts.in2018)}
        x={left + tick2018S.keynote * pxPerSecond - 24}
        y={688}
        size={52}
        weight={700}
        max={900}
        anchor="end"
        className="ink"
      />
      {time === null || time.text === null ? null : (
        <TodayBar ms={time.ms} text={t(storyTexts.today(time.text))} />
      )}
      <Line
        text={t(isSameCutAs2018(snapshot.incident) ? storyTexts.sameCut : storyTexts.sameScale)}
        x={left}
        y={888}
        size={56}
        weight={600}
        max={1_824}
        anchor="start"
        className="ink"
      />
      {/* The money is being counted: the next picture waits for it. */}
      {isProofIn(snapshot) ? null : (
        <Line
          text={t(storyTexts.counting, " ")}
          x={1_872}
          y={888}
          size={56}
          weight={700}
          max={480}
          anchor="end"
          className="ink"
        />
      )}
    </g>
  );
}

/** Only of a time that is known: another has no length. */
function TodayBar({ ms, text }: { readonly ms: number; readonly text: string }): JSX.Element {
  const width = Math.min(1_824, Math.max(8, (ms / 1_000) * pxPerSecond));
  const isWide = width > textWidth(text, 56, 700) + 48;
  return (
    <>
      <rect className="bar-today" x={left} y={734} width={width} height={80} />
      <Line
        text={text}
        x={left + (isWide ? 24 : width + 24)}
        y={794}
        size={56}
        weight={700}
        max={1_200}
        anchor="start"
        className={isWide ? "on-bar" : "ink"}
      />
    </>
  );
}
