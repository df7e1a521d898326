import type { LocalizedText } from "@cablecut/protocol";
import { engineTexts } from "@cablecut/ui";
import type { CSSProperties, JSX } from "react";
import {
  Area,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from "recharts";
import { chartSeconds, type ChartMark, type ChartRow } from "../../model/engine/chart-rows.ts";
import { Bilingual } from "../../shared/bilingual.tsx";
import { useStageLanguages } from "../../shared/stage-languages.ts";

export interface Series {
  readonly key: string;
  readonly name: string;
  readonly hue: string;
  /** Null where it is not known. */
  readonly valueOf: (row: ChartRow) => number | null;
}

const axis = { stroke: "#3a6470", tick: { fill: "#bcc9ce", fontSize: "2rem" } } as const;
const ticks = [-120, -90, -60, -30, 0].map((at) => Math.max(at, 1 - chartSeconds));
/**
 * Room for four digits of the charts' type. Left to measure its own numbers the axis is as wide as there are any, so one that
 * began before the first value has none for good.
 */
const axisRem = 5.6;
const marked = { cut: engineTexts.cutMark, back: engineTexts.backMark } as const;
/** From the middle of a word to the line beside which it stands. */
const besideRem = { cut: 2, back: 2.6 } as const;

/** Values over the last two minutes, with axes, scale, and the moments of cut and recovery. */
export function TimeChart({
  title,
  note = null,
  series,
  rows,
  marks,
  isStacked,
}: {
  readonly title: LocalizedText;
  /** Behind the names of the curves: of what all of them are. */
  readonly note?: string | null;
} & CurvesProps): JSX.Element {
  const isKnown = rows.some((row) => series.some(({ valueOf }) => valueOf(row) !== null));
  return (
    <figure className="time-chart">
      <figcaption>
        <Bilingual text={title} />
        <span className="time-chart-key">
          {series.map(({ key, name, hue }) => (
            <span key={key} style={{ "--hue": hue } as CSSProperties}>
              {name}
            </span>
          ))}
          {note === null ? null : <em className="time-chart-note">{note}</em>}
        </span>
      </figcaption>
      <div className="time-chart-picture">
        {isKnown ? (
          <Curves series={series} rows={rows} marks={marks} isStacked={isStacked} />
        ) : (
          <p>
            <Bilingual text={engineTexts.nothingYet} />
          </p>
        )}
      </div>
    </figure>
  );
}

interface CurvesProps {
  readonly series: readonly Series[];
  readonly rows: readonly ChartRow[];
  readonly marks: readonly ChartMark[];
  readonly isStacked: boolean;
}

function Curves({ series, rows, marks, isStacked }: CurvesProps): JSX.Element {
  const [language] = useStageLanguages();
  // What the library takes in pixels would be half as large on a screen of twice as many.
  const rem = remPx();
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        data={[...rows]}
        margin={{ top: 2.4 * rem, right: 4.8 * rem, bottom: 0, left: 0 }}
      >
        <XAxis
          dataKey="atS"
          type="number"
          domain={[1 - chartSeconds, 0]}
          ticks={ticks}
          tickFormatter={(atS: number) => (atS === 0 ? "0 s" : String(Math.round(atS / 10) * 10))}
          height={3 * rem}
          {...axis}
          {...axisLines(rem)}
        />
        <YAxis
          width={axisRem * rem}
          domain={[0, "auto"]}
          allowDecimals={false}
          tickCount={4}
          tickFormatter={shortCount}
          {...axis}
          {...axisLines(rem)}
        />
        {series.map((each) => drawn(each, isStacked, rem))}
        {marks.map(({ atS, kind, word }) => (
          <ReferenceLine
            key={`${kind} ${atS}`}
            x={atS}
            stroke={kind === "cut" ? "#ffb224" : "#ffffff"}
            strokeWidth={0.3 * rem}
            {...(kind === "cut" ? { strokeDasharray: `${0.8 * rem} ${0.6 * rem}` } : {})}
            label={{
              value: word === "none" ? "" : marked[kind][language],
              position: "top",
              offset: 0.5 * rem,
              dx: { over: 0, none: 0, before: -1, behind: 1 }[word] * besideRem[kind] * rem,
              fill: kind === "cut" ? "#ffb224" : "#ffffff",
              fontSize: "2rem",
            }}
          />
        ))}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

function axisLines(rem: number) {
  return { tickSize: 0.6 * rem, tickMargin: 0.2 * rem, strokeWidth: 0.1 * rem } as const;
}

function drawn({ key, hue, valueOf }: Series, isStacked: boolean, rem: number): JSX.Element {
  const shared = {
    type: "linear",
    dataKey: valueOf,
    isAnimationActive: false,
    dot: false,
    activeDot: false,
    connectNulls: false,
  } as const;
  return isStacked ? (
    <Area
      key={key}
      {...shared}
      stackId="all"
      stroke={hue}
      strokeWidth={0.1 * rem}
      fill={hue}
      fillOpacity={0.8}
    />
  ) : (
    <Line key={key} {...shared} stroke={hue} strokeWidth={0.4 * rem} />
  );
}

/** The unit of everything on the screen, px: see page.css. */
function remPx(): number {
  const { fontSize } = getComputedStyle(document.documentElement);
  return Number.parseFloat(fontSize) || 10;
}

function shortCount(value: number): string {
  return value >= 10_000 ? `${Math.round(value / 1_000)}k` : String(value);
}
