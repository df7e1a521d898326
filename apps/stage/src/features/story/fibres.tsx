import type { ShowSnapshot } from "@cablecut/protocol";
import type { JSX } from "react";
import { cableLook, type CableLook } from "../../model/show/cables.ts";
import type { CutsSeen } from "../../model/show/cuts-seen.ts";
import { sideOfFibre, wordsSkies } from "../../model/story/lost-side.ts";
import { pointAt, type Fibre, type Side } from "../../model/story/plan.ts";
import type { Point } from "../../model/point.ts";
import { cutNumbers } from "../../model/story/track.ts";

const markSize = 66;

/** The cables: whole ones from roof to core; of a cut one only the ends are left. */
export function Fibres({
  fibres,
  snapshot,
  cutsSeen,
  wordsSide,
}: {
  readonly fibres: readonly Fibre[];
  readonly snapshot: ShowSnapshot;
  /** A cut is shown as it happens only where this page has seen it: one that is loaded later shows what is left. */
  readonly cutsSeen: CutsSeen;
  /** Words stand where the cut cables of this side were: then only their ends at the roofs are drawn. */
  readonly wordsSide: Side | null;
}): JSX.Element {
  const isSkyTaken = (fibre: Fibre): boolean =>
    wordsSide !== null && wordsSkies[wordsSide] !== null && sideOfFibre(fibre) === wordsSide;
  return (
    <g className="fibres">
      {fibres.map((fibre) => {
        const look = lookOf(fibre, snapshot);
        const [a, b, c, d] = fibre.curve;
        const path = `M${a.x} ${a.y}C${b.x} ${b.y} ${c.x} ${c.y} ${d.x} ${d.y}`;
        const back = `M${d.x} ${d.y}C${c.x} ${c.y} ${b.x} ${b.y} ${a.x} ${a.y}`;
        const isFresh = cutsSeen.has(fibre.cable);
        return (
          <g key={fibre.cable} data-testid="cable" data-look={look}>
            {look === "cut" ? (
              <>
                <path className="fibre fibre-stub" data-fresh={isFresh} d={path} />
                {isSkyTaken(fibre) ? null : (
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

/** Of a cable that nobody told of nobody knows anything. */
function lookOf({ cable }: Fibre, { cables }: Pick<ShowSnapshot, "cables">): CableLook {
  return cableLook(cables.find((each) => each.cable === cable)?.fault ?? "unknown");
}

/**
 * Under the words over the city: a fibre that is whole again, and its light, go on behind them as faintly as nobody minds who reads.
 */
export function WordsGround({
  fibres,
  snapshot,
  side,
}: {
  readonly fibres: readonly Fibre[];
  readonly snapshot: ShowSnapshot;
  readonly side: Side;
}): JSX.Element | null {
  const sky = wordsSkies[side];
  const isCrossed = fibres.some(
    (fibre) => sideOfFibre(fibre) === side && lookOf(fibre, snapshot) !== "cut",
  );
  return isCrossed && sky !== null ? <rect className="words-ground" {...sky} /> : null;
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
 * Where cables are cut, on the cables themselves. In an incident with their numbers, by the fabric's stamps; where all goes on,
 * and where there is no stamp, with a cross, since a cable that is not there is hard to see from the last row.
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
  const wordOf = (cable: Fibre["cable"]): number | string | undefined => {
    const number = areNumbered ? numbers.get(cable)?.number : undefined;
    return number ?? (crossed.has(cable) ? "×" : undefined);
  };
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
