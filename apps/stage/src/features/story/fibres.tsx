import type { ShowSnapshot } from "@cablecut/protocol";
import type { JSX } from "react";
import { cableLook } from "../../model/show/cables.ts";
import { pointAt, type Fibre } from "../../model/story/plan.ts";
import type { Point } from "../../model/point.ts";
import { cutNumbers } from "../../model/story/track.ts";

const markSize = 66;
/** A cut is shown as it happens only if it just has: a page that is loaded later shows what is left. */
const freshMs = 1_000;

/** The cables: whole ones from roof to core; of a cut one only the ends are left. */
export function Fibres({
  fibres,
  snapshot,
  isSkyTaken,
}: {
  readonly fibres: readonly Fibre[];
  readonly snapshot: ShowSnapshot;
  /** Words stand where the cut cables were: then only their ends at the roofs are drawn. */
  readonly isSkyTaken: boolean;
}): JSX.Element {
  const numbers = cutNumbers(snapshot);
  return (
    <g className="fibres">
      {fibres.map((fibre) => {
        const fault = snapshot.cables.find(({ cable }) => cable === fibre.cable)?.fault ?? "none";
        const look = cableLook(fault);
        const [a, b, c, d] = fibre.curve;
        const path = `M${a.x} ${a.y}C${b.x} ${b.y} ${c.x} ${c.y} ${d.x} ${d.y}`;
        const back = `M${d.x} ${d.y}C${c.x} ${c.y} ${b.x} ${b.y} ${a.x} ${a.y}`;
        const agoMs = (snapshot.incident?.elapsedMs ?? 0) - (numbers.get(fibre.cable)?.atMs ?? 0);
        const isFresh = numbers.has(fibre.cable) && agoMs < freshMs;
        return (
          <g key={fibre.cable} data-testid="cable" data-look={look}>
            {look === "cut" ? (
              <>
                <path className="fibre fibre-stub" data-fresh={isFresh} d={path} />
                {isSkyTaken ? null : (
                  <path className="fibre fibre-stub" data-fresh={isFresh} d={back} />
                )}
                <CutCore at={pointAt(fibre.curve, 0.5)} isFresh={isFresh} />
              </>
            ) : (
              <path className="fibre" data-look={look} d={path} />
            )}
          </g>
        );
      })}
    </g>
  );
}

/** Between the band, the core and the towers' roofs. */
const wordsSky = { x: 40, y: 256, width: 468, height: 284 } as const;

/**
 * Under the words over the city: a fibre that is whole again, and its light, go on behind them as faintly as nobody minds who reads.
 */
export function WordsGround({
  fibres,
  snapshot,
}: {
  readonly fibres: readonly Fibre[];
  readonly snapshot: ShowSnapshot;
}): JSX.Element | null {
  const isCrossed = fibres.some(({ cable, curve }) => {
    const fault = snapshot.cables.find((each) => each.cable === cable)?.fault ?? "none";
    return curve[0].x < wordsSky.x + wordsSky.width && cableLook(fault) !== "cut";
  });
  return isCrossed ? <rect className="words-ground" {...wordsSky} /> : null;
}

const coreSide = 24;

function CutCore({
  at: { x, y },
  isFresh,
}: {
  readonly at: Point;
  readonly isFresh: boolean;
}): JSX.Element {
  return (
    <rect
      className="cut-core"
      data-fresh={isFresh}
      x={x - coreSide / 2}
      y={y - coreSide / 2}
      width={coreSide}
      height={coreSide}
    />
  );
}

/**
 * Where cables are cut, on the cables themselves. In an incident with their numbers, by the fabric's stamps; where all goes on
 * with a cross, since a cable that is not there is hard to see from the last row.
 */
export function CutMarks({
  fibres,
  snapshot,
  areNumbered,
}: {
  readonly fibres: readonly Fibre[];
  readonly snapshot: ShowSnapshot;
  readonly areNumbered: boolean;
}): JSX.Element {
  const numbers = cutNumbers(snapshot);
  const crossed = new Set(
    snapshot.cables.flatMap(({ cable, fault }) => (cableLook(fault) === "cut" ? [cable] : [])),
  );
  const wordOf = (cable: Fibre["cable"]): number | string | undefined =>
    areNumbered ? numbers.get(cable)?.number : crossed.has(cable) ? "×" : undefined;
  return (
    <g>
      {fibres.map(({ cable, mark: { x, y } }) => {
        const word = wordOf(cable);
        if (word === undefined) return null;
        const half = markSize / 2;
        return (
          <g key={cable} className="cut-mark" data-testid="cut-mark">
            <path
              className="cut-stroke"
              d={`M${x - half - 24} ${y + half + 16}L${x + half + 24} ${y - half - 16}`}
            />
            <rect x={x - half} y={y - half} width={markSize} height={markSize} />
            <text
              className="line"
              x={x}
              y={y + 25}
              fontSize={70}
              fontWeight={800}
              textAnchor="middle"
            >
              {word}
            </text>
          </g>
        );
      })}
    </g>
  );
}
