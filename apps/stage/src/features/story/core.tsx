import { storyTexts, useLive } from "@cablecut/ui";
import type { JSX } from "react";
import type { StoreApi } from "zustand/vanilla";
import type { Figure } from "../../model/story/words.ts";
import { fittingSize } from "../../model/type/metrics.ts";
import { textPlaces, tickType, trackOf, type TrackPart } from "../../model/story/track.ts";
import type { StageState } from "../../model/store.ts";
import { Line } from "../../shared/line.tsx";
import { useRunningTime } from "../../shared/running-time.ts";
import { useBoth, useStageLanguages } from "../../shared/stage-languages.ts";

const figureWidth = 840;

/** The large figure and its word. */
export function CoreFigure({ figure }: { readonly figure: Figure }): JSX.Element {
  const t = useBoth();
  return (
    <g>
      <Digits text={figure.text} widest={figure.widest ?? figure.text} testId="figure" />
      <Line
        text={[
          t(figure.word, " "),
          ...(figure.of === undefined ? [] : [`${t(storyTexts.outOf, " ")} ${figure.of}`]),
        ].join(" · ")}
        x={960}
        y={638}
        size={56}
        weight={600}
        max={figureWidth}
        className="ink"
      />
    </g>
  );
}

/** Two or three digits are 296 px high; more are as large as they fit. What hangs below a comma stays above the word. */
export function Digits({
  text,
  widest = text,
  testId,
}: {
  readonly text: string;
  /** What it is as large as. */
  readonly widest?: string;
  readonly testId?: string;
}): JSX.Element {
  const { y, size } = typeOf(widest);
  return (
    <Line
      text={text}
      x={960}
      y={y}
      size={fittingSize(widest, size, 700, figureWidth)}
      weight={700}
      max={figureWidth}
      className="ink"
      {...(testId === undefined ? {} : { testId })}
    />
  );
}

function typeOf(text: string): { readonly y: number; readonly size: number } {
  if (text.includes("/")) return { y: 532, size: 300 };
  if (text.includes(",")) return { y: 540, size: 300 };
  return { y: 568, size: text.length > 4 ? 320 : 384 };
}

/** A dash where nobody knows the time, or nothing comes any more. */
export function TimerDigits({
  store,
  isLost,
}: {
  readonly store: StoreApi<StageState>;
  readonly isLost: boolean;
}): JSX.Element {
  const text = useRunningTime(store, isLost)?.text ?? null;
  return (
    <g role="timer" data-testid="timer">
      {text === null || isLost ? (
        <Digits text="—" />
      ) : (
        <Digits text={text} testId="timer-seconds" />
      )}
    </g>
  );
}

const trackBox = { x: 540, y: 592, width: 840, height: 24 } as const;

/** The phases as they were recorded, up to the time in the digits. It carries no words. */
export function TimerTrack({ store }: { readonly store: StoreApi<StageState> }): JSX.Element {
  const time = useLive(store, (state) => state.time);
  const incident = useLive(store, ({ snapshot }) => snapshot?.incident ?? null);
  const track = trackOf(incident, time === null || time.text === null ? 0 : time.ms);
  const [first] = useStageLanguages();
  const { x, y, width, height } = trackBox;
  const at = (seconds: number): number => x + (seconds / track.endS) * width;
  const marks = track.ticks.map(({ atS, text }, position) => ({
    at: at(atS) - x,
    text: position === 0 ? `${text}${storyTexts.secondUnit[first]}` : text,
  }));
  const places = textPlaces(marks, width);
  return (
    <g data-testid="track">
      <rect className="track-ground" x={x} y={y} width={width} height={height} />
      {track.parts.map((part) => (
        <Part key={part.look} part={part} at={at} />
      ))}
      {marks.map((mark, position) => (
        <g key={mark.text}>
          {position === 0 ? null : (
            <rect
              className="track-tick"
              x={x + mark.at - 2}
              y={y - 8}
              width={4}
              height={height + 16}
            />
          )}
          <Line
            text={mark.text}
            x={x + (places[position] ?? mark.at)}
            y={652}
            {...tickType}
            max={220}
            className="ink"
          />
        </g>
      ))}
    </g>
  );
}

function Part({
  part,
  at,
}: {
  readonly part: TrackPart;
  readonly at: (seconds: number) => number;
}): JSX.Element {
  const { y, height } = trackBox;
  const from = at(part.fromS);
  const width = at(part.toS) - from;
  switch (part.look) {
    case "solid":
      return <rect className="track-solid" x={from} y={y} width={width} height={height} />;
    case "beads":
      return (
        <g>
          <rect
            className="track-open"
            x={from + 2}
            y={y + 2}
            width={Math.max(0, width - 4)}
            height={height - 4}
          />
          <Repeated from={from + 12} to={from + width - 12} every={24} width={10} inset={7} />
        </g>
      );
    case "bars":
      return <Repeated from={from} to={from + width} every={9} width={6} inset={0} />;
  }
}

function Repeated({
  from,
  to,
  every,
  width,
  inset,
}: {
  readonly from: number;
  readonly to: number;
  readonly every: number;
  readonly width: number;
  readonly inset: number;
}): JSX.Element {
  const count = Math.max(0, Math.floor((to - from - width) / every) + 1);
  return (
    <g className="track-solid">
      {Array.from({ length: count }, (_, position) => (
        <rect
          key={position}
          x={from + position * every}
          y={trackBox.y + inset}
          width={width}
          height={trackBox.height - 2 * inset}
        />
      ))}
    </g>
  );
}
