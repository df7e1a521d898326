import type { ShowSnapshot } from "@cablecut/protocol";
import { formatCount, storyTexts } from "@cablecut/ui";
import { useEffect, useState, type JSX } from "react";
import { keptSince, type Tray } from "../../model/story/words.ts";
import { textWidth } from "../../model/type/metrics.ts";
import { Line } from "../../shared/line.tsx";
import { countBetween, useBoth, useStageLanguages } from "../../shared/stage-languages.ts";

const left = 48;
const width = 462;
const slipGoesMs = 250;
/** Baselines, for three lines: the third one comes and goes, and moves nothing. A comma hangs above the line below it. */
const places = { number: 344, firstLine: 414, step: 55 } as const;
const slip = { width: 32, height: 24, columns: 5, everyX: 40, everyY: 34 } as const;

/** In the sky over the dark city: what its phones keep. A slip goes only when its payment is booked. */
export function TrayView({ tray }: { readonly tray: Tray }): JSX.Element {
  const t = useBoth();
  const languages = useStageLanguages();
  const count = formatCount(tray.kept ?? tray.checking);
  const third =
    tray.heard !== null
      ? `${t(storyTexts.heard, " ")} ${tray.heard}`
      : tray.kept !== null && tray.checking > 0
        ? countBetween(formatCount(tray.checking), storyTexts.checking, languages)
        : null;
  const slipsX = Math.max(290, left + textWidth(count, 120, 700) + 28);
  const lines = [
    ...(tray.kept === null
      ? [t(storyTexts.checking, " ")]
      : [t(storyTexts.kept, " "), t(storyTexts.notCharged, " ")]),
    ...(third === null ? [] : [third]),
  ];
  return (
    <g data-testid="tray">
      <Line
        text={count}
        x={left}
        y={places.number}
        size={120}
        weight={700}
        max={300}
        anchor="start"
        className="ink"
      />
      {tray.kept === null || slipsX + slip.columns * slip.everyX > 506 ? null : (
        <Slips count={tray.slips} x={slipsX} y={places.number - 94} />
      )}
      {lines.map((text, position) => (
        <Line
          key={position}
          text={text}
          x={left}
          y={places.firstLine + position * places.step}
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

/** One after the other comes down into the tray; what is booked leaves it towards the live side. */
function Slips({
  count,
  x,
  y,
}: {
  readonly count: number;
  readonly x: number;
  readonly y: number;
}): JSX.Element {
  // So many as there were a moment ago: those beyond the count are on their way out.
  const [shown, setShown] = useState(count);
  useEffect(() => {
    const timer = setTimeout(() => setShown(count), slipGoesMs);
    return () => clearTimeout(timer);
  }, [count]);
  return (
    <g className="slips" data-count={count}>
      {Array.from({ length: Math.max(count, shown) }, (_, position) => (
        <rect
          key={position}
          className="slip"
          data-goes={position >= count}
          x={x + (position % slip.columns) * slip.everyX + 2}
          y={y + Math.floor(position / slip.columns) * slip.everyY + 2}
          width={slip.width - 4}
          height={slip.height - 4}
        />
      ))}
    </g>
  );
}

/** After the stop: whose payment it was, if it was a person's, and what became of what was kept. */
export function Afterwards({ snapshot }: { readonly snapshot: ShowSnapshot }): JSX.Element {
  const stopper = snapshot.lastNeeded?.by === "person" ? snapshot.lastNeeded.name : null;
  const kept = keptSince(snapshot);
  const t = useBoth();
  const languages = useStageLanguages();
  const [first] = languages;
  const stopperLines =
    stopper === null
      ? []
      : [t(stopper, " "), ...languages.map((language) => storyTexts.stoppedTheClock[language])];
  const isFigure = kept !== null && stopper === null;
  const lines = [
    ...stopperLines,
    ...(kept === null ? [] : [isFigure ? t(kept.word, " ") : `${kept.figure} ${kept.word[first]}`]),
  ];
  // Over the dark city: above its roofs, and below the band.
  const step = 62;
  const firstLine = isFigure ? 446 : 522 - (lines.length - 1) * step;
  return (
    <g data-testid="afterwards">
      {isFigure ? (
        <Line
          text={kept.figure}
          x={left}
          y={376}
          size={96}
          weight={700}
          max={width}
          anchor="start"
          className="ink"
        />
      ) : null}
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
