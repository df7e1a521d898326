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
const widest = 1_824;
const pxPerSecondMax = 65;

/** Of both bars: a run that took longer than the picture is wide makes the other one shorter. */
function scaleOf(todayMs: number): number {
  return Math.min(pxPerSecondMax, widest / Math.max(tick2018S.keynote, todayMs / 1_000));
}

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
  const today = time === null || time.text === null ? null : { ms: time.ms, text: time.text };
  const pxPerSecond = scaleOf(today?.ms ?? 0);
  return (
    <g>
      <Bar2018 width={tick2018S.keynote * pxPerSecond} text={t(storyTexts.in2018)} />
      {today === null ? null : (
        <TodayBar width={(today.ms / 1_000) * pxPerSecond} text={t(storyTexts.today(today.text))} />
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

const type2018 = { size: 52, weight: 700 } as const;
/** Between a bar's end and its words, px. */
const besideEnd = 24;

function Bar2018({ width, text }: { readonly width: number; readonly text: string }): JSX.Element {
  const isWide = width > textWidth(text, type2018.size, type2018.weight) + 2 * besideEnd;
  return (
    <>
      <rect className="bar-2018" x={left + 3} y={633} width={width - 6} height={74} />
      <Line
        text={text}
        x={left + width + (isWide ? -besideEnd : besideEnd)}
        y={688}
        {...type2018}
        max={900}
        anchor={isWide ? "end" : "start"}
        className="ink"
      />
    </>
  );
}

/** Only of a time that is known: another has no length. */
function TodayBar({
  width: exact,
  text,
}: {
  readonly width: number;
  readonly text: string;
}): JSX.Element {
  const width = Math.max(8, exact);
  const isWide = width > textWidth(text, 56, 700) + 2 * besideEnd;
  return (
    <>
      <rect className="bar-today" x={left} y={734} width={width} height={80} />
      <Line
        text={text}
        x={left + (isWide ? besideEnd : width + besideEnd)}
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
