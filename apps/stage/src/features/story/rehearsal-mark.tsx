import { storyTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { Line } from "../../shared/line.tsx";
import { useBoth } from "../../shared/stage-languages.ts";

/**
 * In every picture of a rehearsal: across the sky, under all that stands in it (a code that is crossed by a word cannot be
 * scanned, and digits stay as bright as ever), and once more in the street, whole and plain.
 */
export function RehearsalMark(): JSX.Element {
  const t = useBoth();
  const mark = t(storyTexts.rehearsal, " ");
  return (
    <g data-testid="rehearsal">
      <text
        className="line watermark-sky"
        x={960}
        y={620}
        fontSize={230}
        fontWeight={800}
        textAnchor="middle"
        transform="rotate(-14 960 540)"
      >
        {mark}
      </text>
      <Line
        text={mark}
        x={960}
        y={1_042}
        size={112}
        weight={800}
        max={1_500}
        className="watermark-street"
      />
    </g>
  );
}
