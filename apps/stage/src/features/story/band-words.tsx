import type { JSX } from "react";
import type { Band } from "../../model/story/words.ts";
import { Line } from "../../shared/line.tsx";
import { useBoth, useStageLanguages } from "../../shared/stage-languages.ts";

const widths = { plain: 1_824, betweenEnds: 1_520, half: 880 } as const;

/** The statement, one line under the other; at the cut the band is severed and each half speaks one language. */
export function BandWords({
  band,
  age,
}: {
  readonly band: Band;
  /** In place of the phase: how old the picture is. */
  readonly age: string | null;
}): JSX.Element {
  const t = useBoth();
  const [first, other] = useStageLanguages();
  const ink = band.shape === "line" ? "on-sky" : `on-${band.shape}`;
  if (band.shape === "severed" && age === null) {
    return (
      <g className={ink} data-testid="headline">
        <Line
          text={band.headline[first]}
          x={48}
          y={204}
          size={104}
          weight={800}
          max={widths.half}
          anchor="start"
        />
        {other === undefined ? null : (
          <>
            <text className="between"> · </text>
            <Line
              text={band.headline[other]}
              x={1_872}
              y={212}
              size={104}
              weight={800}
              max={widths.half}
              anchor="end"
            />
          </>
        )}
      </g>
    );
  }
  const hasEnds = band.shape === "hatched" || band.sign !== undefined;
  const width = hasEnds ? widths.betweenEnds : widths.plain;
  const second = age ?? (band.second === null ? null : t(band.second));
  const size = sizeOf(band.shape, other === undefined, second === null);
  return (
    <g className={ink} data-testid="headline">
      <Line
        text={t(band.headline)}
        x={960}
        y={second === null ? 204 : 168}
        size={size}
        weight={800}
        max={width}
      />
      {second === null ? null : (
        <>
          <text className="between"> · </text>
          <Line text={second} x={960} y={232} size={56} weight={600} max={width} />
        </>
      )}
    </g>
  );
}

/**
 * Calls to everybody are a little larger; one language alone has room for more, but not over a second line. Not so large that
 * what hangs below the first line touches the second.
 */
function sizeOf(shape: Band["shape"], isOnlyLanguage: boolean, isAlone: boolean): number {
  if (isAlone) return isOnlyLanguage ? 104 : 84;
  return shape === "teal" ? 80 : 76;
}
