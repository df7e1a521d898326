import { formatCount, storyTexts } from "@cablecut/ui";
import type { JSX } from "react";
import type { Tray } from "../../model/story/words.ts";
import { textWidth } from "../../model/type/metrics.ts";
import { Line } from "../../shared/line.tsx";
import { useBoth } from "../../shared/stage-languages.ts";

const left = 48;
const width = 462;
const slip = { width: 32, height: 24, columns: 5, everyX: 40, everyY: 34 } as const;

/** In the sky over the dark city: what its phones keep. A slip goes only when its payment is booked. */
export function TrayView({ tray }: { readonly tray: Tray }): JSX.Element {
  const t = useBoth();
  const count = formatCount(tray.kept);
  const third =
    tray.heard !== null
      ? `${t(storyTexts.heard, " ")} ${tray.heard}`
      : tray.checking > 0
        ? `${t(storyTexts.checking, " ")} ${formatCount(tray.checking)}`
        : null;
  const numberBaseline = third !== null ? 352 : 384;
  const slipsX = Math.max(290, left + textWidth(count, 120, 700) + 28);
  const lines = [
    t(storyTexts.kept, " "),
    t(storyTexts.notCharged, " "),
    ...(third === null ? [] : [third]),
  ];
  const firstLine = third !== null ? 410 : 450;
  const step = third !== null ? 56 : 64;
  return (
    <g data-testid="tray">
      <Line
        text={count}
        x={left}
        y={numberBaseline}
        size={120}
        weight={700}
        max={300}
        anchor="start"
        className="ink"
      />
      {slipsX + slip.columns * slip.everyX > 506 ? null : (
        <g className="slips">
          {Array.from({ length: tray.slips }, (_, position) => (
            <rect
              key={position}
              className="slip"
              x={slipsX + (position % slip.columns) * slip.everyX + 2}
              y={numberBaseline - 94 + Math.floor(position / slip.columns) * slip.everyY + 2}
              width={slip.width - 4}
              height={slip.height - 4}
            />
          ))}
        </g>
      )}
      {lines.map((text, position) => (
        <Line
          key={position}
          text={text}
          x={left}
          y={firstLine + position * step}
          size={56}
          weight={700}
          max={width}
          anchor="start"
          className="ink"
        />
      ))}
    </g>
  );
}

/** After the stop: what became of what was kept, and whether the money has been counted yet. */
export function Afterwards({
  kept,
  isCounting,
}: {
  readonly kept: string | null;
  readonly isCounting: boolean;
}): JSX.Element {
  const t = useBoth();
  const line = (text: string, y: number): JSX.Element => (
    <Line
      text={text}
      x={left}
      y={y}
      size={56}
      weight={700}
      max={width}
      anchor="start"
      className="ink"
    />
  );
  return (
    <g>
      {kept === null ? null : (
        <>
          <Line
            text={kept}
            x={left}
            y={376}
            size={96}
            weight={700}
            max={width}
            anchor="start"
            className="ink"
          />
          {line(t(storyTexts.kept, " "), 446)}
        </>
      )}
      {isCounting ? line(t(storyTexts.counting, " "), 510) : null}
    </g>
  );
}
