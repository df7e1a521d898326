import type { ShowSnapshot } from "@cablecut/protocol";
import { formatCount, storyTexts } from "@cablecut/ui";
import { useEffect, useState, type JSX } from "react";
import { keptSince, type Tray } from "../../model/story/words.ts";
import { lostWords } from "../../model/story/lost-side.ts";
import type { Side } from "../../model/story/plan.ts";
import { textWidth } from "../../model/type/metrics.ts";
import { Line } from "../../shared/line.tsx";
import { countBetween, useBoth, useStageLanguages } from "../../shared/stage-languages.ts";

const slipGoesMs = 250;
/** Three rows stand beside the figure, as high as its digits. */
const slip = { width: 32, height: 22, columns: 5, everyX: 40, everyY: 30 } as const;
const slipsHeight = 2 * slip.everyY + slip.height;

/** In the sky over the dark city: what its phones keep. A slip goes only when its payment is booked. */
export function TrayView({
  tray,
  side,
}: {
  readonly tray: Tray;
  readonly side: Side;
}): JSX.Element {
  const { x, width, lineSize, tray: places } = lostWords[side];
  const { number } = places;
  const t = useBoth();
  const languages = useStageLanguages();
  const count = formatCount(tray.kept ?? tray.checking);
  const third =
    tray.heard !== null
      ? `${t(storyTexts.heard, " ")} ${tray.heard}`
      : tray.kept !== null && tray.checking > 0
        ? countBetween(formatCount(tray.checking), storyTexts.checking, languages)
        : null;
  const slipsX = x + Math.max(places.slipsX, textWidth(count, number.size, 700) + 28);
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
        x={x}
        y={number.y}
        size={number.size}
        weight={700}
        max={number.max}
        anchor="start"
        className="ink"
      />
      {tray.kept === null || slipsX + slip.columns * slip.everyX > x + width ? null : (
        <Slips count={tray.slips} x={slipsX} y={number.y - slipsHeight} side={side} />
      )}
      {lines.map((text, position) => (
        <Line
          key={position}
          text={text}
          x={x}
          y={places.firstLineY + position * places.step}
          size={lineSize}
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
  side,
}: {
  readonly count: number;
  readonly x: number;
  readonly y: number;
  readonly side: Side;
}): JSX.Element {
  // So many as there were a moment ago: those beyond the count are on their way out.
  const [shown, setShown] = useState(count);
  useEffect(() => {
    const timer = setTimeout(() => setShown(count), slipGoesMs);
    return () => clearTimeout(timer);
  }, [count]);
  return (
    <g className="slips" data-count={count} data-side={side}>
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
export function Afterwards({
  snapshot,
  side,
}: {
  readonly snapshot: ShowSnapshot;
  readonly side: Side;
}): JSX.Element {
  const { x, width, lineSize, after } = lostWords[side];
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
  const firstLine = isFigure
    ? after.underFigureY
    : after.lastLineY - (lines.length - 1) * after.step;
  return (
    <g data-testid="afterwards">
      {isFigure ? (
        <Line
          text={kept.figure}
          x={x}
          y={after.figureY}
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
          x={x}
          y={firstLine + position * after.step}
          size={lineSize}
          weight={700}
          max={width}
          anchor="start"
          className="ink"
        />
      ))}
    </g>
  );
}
