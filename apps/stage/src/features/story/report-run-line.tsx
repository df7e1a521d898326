import { formatSeconds, type ShowSnapshot } from "@cablecut/protocol";
import type { JSX } from "react";
import { reportMarks, wordsPlaces } from "../../model/story/report-marks.ts";
import { Line } from "../../shared/line.tsx";
import { useStageLanguages } from "../../shared/stage-languages.ts";

/** From the first mark to the last, px. */
export const line = { left: 48, right: 1_872, first: 52, last: 1_824 } as const;

/** The moments of the run where they were, with their times and words under them. */
export function RunLine({ snapshot }: { readonly snapshot: ShowSnapshot }): JSX.Element {
  const languages = useStageLanguages();
  const marks = reportMarks(snapshot.incident);
  const lastMs = Math.max(1, marks.at(-1)?.atMs ?? 1);
  const shown = marks.map(({ atMs, word }) => ({
    x: line.first + ((line.last - line.first) * atMs) / lastMs,
    texts: [formatSeconds(atMs), ...languages.map((language) => word[language])],
  }));
  const places = wordsPlaces(shown, 56, line.right);
  const leaders = leadersOf(shown.map(({ x }, position) => ({ x, wordsX: places[position] ?? x })));
  return (
    <g data-testid="run-line">
      <rect
        className="report-line"
        x={line.left}
        y={270}
        width={line.right - line.left}
        height={12}
      />
      {shown.map(({ x, texts }, position) => (
        <g key={position}>
          <rect className="report-mark" x={x - 6} y={252} width={12} height={48} />
          {leaders[position] === null ? null : (
            <path className="report-leader" d={leaders[position]} />
          )}
          {texts.map((text, at) => (
            <Line
              key={at}
              text={text}
              x={places[position] ?? x}
              y={372 + at * 65}
              size={56}
              weight={at === 0 ? 700 : 600}
              max={400}
              anchor="start"
              className="ink"
            />
          ))}
        </g>
      ))}
    </g>
  );
}

/** From a mark to words that had to make room: each on a height of its own, so that none crosses another. */
function leadersOf(
  marks: readonly { readonly x: number; readonly wordsX: number }[],
): readonly (string | null)[] {
  let toTheRight = 0;
  return marks.map(({ x, wordsX }) => {
    if (Math.abs(wordsX - x) < 12) return null;
    const y = wordsX > x ? 319 - 9 * Math.min(2, toTheRight++) : 310;
    return `M${x} 300V${y}H${wordsX + 4}V326`;
  });
}
