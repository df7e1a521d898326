import type { JSX, ReactNode } from "react";
import type { Band } from "../../model/story/words.ts";

const beyond = 4_000;

/** Sky, street and the band's field run on to the edges of any screen; the picture itself keeps its frame. */
export function Sky({
  band,
  ground,
}: {
  readonly band: Band | null;
  /** On the bare sky, under the band and all that stands in it. */
  readonly ground: ReactNode;
}): JSX.Element {
  return (
    <g aria-hidden="true">
      <rect
        className="sky"
        x={-beyond}
        y={-beyond}
        width={2 * beyond + 1_920}
        height={2 * beyond}
      />
      <rect className="street" x={-beyond} y={918} width={2 * beyond + 1_920} height={beyond} />
      {ground}
      {band === null ? null : <BandField shape={band.shape} />}
      {band?.sign === undefined ? null : <BandSigns sign={band.sign} />}
    </g>
  );
}

function BandField({ shape }: { readonly shape: Band["shape"] }): JSX.Element {
  const wide = { x: -beyond, width: 2 * beyond + 1_920 };
  switch (shape) {
    case "line":
      return <rect className="band-teal" {...wide} y={240} height={8} />;
    case "severed":
      return (
        <g className="band-amber">
          <path d={`M${-beyond} 100H1000L930 240H${-beyond}Z`} />
          <path d={`M1056 108H${beyond}V248H986Z`} />
        </g>
      );
    case "teal":
    case "amber":
    case "white":
      return <rect className={`band-${shape}`} {...wide} y={100} height={148} />;
    case "hatched":
    case "arrows":
      return (
        <g>
          <rect className="band-amber" {...wide} y={100} height={148} />
          <BarredEnd from={-beyond} width={beyond + 176} bar={bars[shape]} />
          <BarredEnd from={1_744} width={beyond} bar={bars[shape]} />
        </g>
      );
  }
}

const signsX = [112, 1_808] as const;

/** What to do, as a picture: the round button that every phone shows, or phones held up. */
function BandSigns({ sign }: { readonly sign: NonNullable<Band["sign"]> }): JSX.Element {
  return (
    <g>
      {signsX.map((x) => (
        <g key={x} transform={`translate(${x} 174)`}>
          {sign === "button" ? (
            <>
              <circle className="band-sign-ring" r={52} />
              <circle className="band-sign" r={36} />
            </>
          ) : (
            phonesHeldUp.map((phone) => (
              <g key={phone.x} transform={`translate(${phone.x} ${phone.y})`}>
                <rect className="band-sign" x={-21} y={-38} width={42} height={76} rx={8} />
                <rect className="band-sign-lit" x={-13} y={-28} width={26} height={52} />
              </g>
            ))
          )}
        </g>
      ))}
    </g>
  );
}

const phonesHeldUp = [
  { x: -54, y: 14 },
  { x: 0, y: -14 },
  { x: 54, y: 14 },
] as const;

/** One bar from foot to head of the band: slanted while it is waited, folded to an arrow while people come back. */
const bars = {
  hatched: "M0 148l148 -148h48l-148 148z",
  arrows: "M0 0h48l74 74l-74 74h-48l74 -74z",
} as const;

/** Bars of 48 px that drift slowly; words and digits stand on plain colour beside them. */
function BarredEnd({
  from,
  width,
  bar,
}: {
  readonly from: number;
  readonly width: number;
  readonly bar: string;
}): JSX.Element {
  return (
    <svg x={from} y={100} width={width} height={148} overflow="hidden">
      <g className="hatch">
        {Array.from({ length: Math.ceil(width / 96) + 3 }, (_, position) => {
          const x = (position - 2) * 96 - (from < 0 ? (beyond + 176) % 96 : 0);
          return (
            <path key={position} className="hatch-bar" transform={`translate(${x})`} d={bar} />
          );
        })}
      </g>
    </svg>
  );
}
