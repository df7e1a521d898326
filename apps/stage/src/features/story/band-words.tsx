import type { LocalizedText } from "@cablecut/protocol";
import type { JSX } from "react";
import { standInOneLine } from "../../model/story/band-lines.ts";
import type { Band } from "../../model/story/words.ts";
import { Line } from "../../shared/line.tsx";
import { useBoth, useStageLanguages } from "../../shared/stage-languages.ts";

const widths = { plain: 1_824, betweenEnds: 1_520, oneLineBetweenEnds: 1_456, half: 880 } as const;

/**
 * The statement, one line under the other, or for one language side by side where that fits; at the cut the band is severed
 * and each half speaks one language.
 */
export function BandWords({
  band,
  age,
}: {
  readonly band: Band;
  /** In place of the phase: how old the picture is. */
  readonly age: LocalizedText | null;
}): JSX.Element {
  const t = useBoth();
  const [, other] = useStageLanguages();
  if (band.shape === "severed") return <SeveredWords band={band} age={age} />;
  const ink = band.shape === "line" ? "on-sky" : `on-${band.shape}`;
  const hasEnds = band.shape === "hatched" || band.shape === "arrows" || band.sign !== undefined;
  const width = hasEnds ? widths.betweenEnds : widths.plain;
  const below = age ?? band.second;
  const second = below === null ? null : t(below);
  const headline = t(band.headline);
  if (other === undefined && second !== null) {
    const line = { headline, second, width: hasEnds ? widths.oneLineBetweenEnds : width };
    if (standInOneLine(line)) return <OneLine ink={ink} {...line} />;
  }
  const size = sizeOf(other === undefined, second === null);
  // The quiet band's own line lies where a field has its foot.
  const higher = band.shape === "line" ? 6 : 0;
  return (
    <g className={ink} data-testid="headline">
      <Line
        text={headline}
        x={960}
        y={second === null ? 204 : 168 - higher}
        size={size}
        weight={800}
        max={width}
      />
      {second === null ? null : (
        <>
          <text className="between"> · </text>
          <Line text={second} x={960} y={232 - higher} size={56} weight={600} max={width} />
        </>
      )}
    </g>
  );
}

/** Each from its own side, as at the cut: a figure that grows moves nothing but itself. */
function OneLine({
  ink,
  headline,
  second,
  width,
}: {
  readonly ink: string;
  readonly headline: string;
  readonly second: string;
  readonly width: number;
}): JSX.Element {
  const left = 960 - width / 2;
  const line = { y: 204, max: width } as const;
  return (
    <g className={ink} data-testid="headline">
      <Line text={headline} x={left} size={104} weight={800} anchor="start" {...line} />
      <text className="between"> · </text>
      <Line text={second} x={left + width} size={56} weight={600} anchor="end" {...line} />
    </g>
  );
}

/** Nothing stands in the gap: where the feed is lost each half says so in its own language. */
function SeveredWords({
  band,
  age,
}: {
  readonly band: Band;
  readonly age: LocalizedText | null;
}): JSX.Element {
  const [first, other] = useStageLanguages();
  const right = other === undefined ? band.otherHalf?.[first] : band.headline[other];
  return (
    <g className="on-severed" data-testid="headline">
      <Half side="left" words={band.headline[first]} below={age?.[first]} />
      {right === undefined ? null : (
        <>
          <text className="between"> · </text>
          <Half side="right" words={right} below={other === undefined ? undefined : age?.[other]} />
        </>
      )}
    </g>
  );
}

/** The right half lies 8 px lower. */
const halves = {
  left: { x: 48, lower: 0, anchor: "start" },
  right: { x: 1_872, lower: 8, anchor: "end" },
} as const;

function Half({
  side,
  words,
  below,
}: {
  readonly side: keyof typeof halves;
  readonly words: string;
  readonly below: string | undefined;
}): JSX.Element {
  const { x, lower, anchor } = halves[side];
  const hasBelow = below !== undefined;
  return (
    <>
      <Line
        text={words}
        x={x}
        y={(hasBelow ? 168 : 204) + lower}
        size={hasBelow ? 76 : 104}
        weight={800}
        max={widths.half}
        anchor={anchor}
      />
      {hasBelow ? (
        <Line
          text={below}
          x={x}
          y={232 + lower}
          size={56}
          weight={600}
          max={widths.half}
          anchor={anchor}
        />
      ) : null}
    </>
  );
}

/** Of two lines the first is so large that it touches neither the band's edge above nor, with what hangs below it, the second. */
function sizeOf(isOnlyLanguage: boolean, isAlone: boolean): number {
  if (isAlone) return isOnlyLanguage ? 104 : 84;
  return 76;
}
