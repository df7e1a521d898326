/** @jsxRuntime automatic */
import type { Bar } from "@cablecut/report";
import type { JSX } from "react";
import { Rectangle, Surface, Text } from "recharts";
import { Axis, Grid, type Box } from "./axis.tsx";
import { px, tickText, ticksOf } from "./scale.ts";
import { colours, type Size } from "./sizes.ts";

/** What is so short still shows. */
const widthMin = 2;
/** Words stand on the lines of the scale. */
const overLines = {
  stroke: "#fff",
  strokeWidth: 4,
  paintOrder: "stroke",
  verticalAnchor: "end",
} as const;

/** One below the other on one scale from nought, with its words and its length above each. */
export function BarsChart({
  bars,
  label,
  size,
}: {
  readonly bars: readonly Bar[];
  readonly label: string;
  readonly size: Size;
}): JSX.Element {
  const ticks = ticksOf(Math.max(...bars.map(({ toMs }) => toMs)), size.name === "wide" ? 6 : 4);
  const scaleMs = ticks.at(-1) ?? 1;
  const margin = 1.4 * size.letters;
  const box: Box = {
    x: margin,
    y: 0,
    width: size.width - 2 * margin,
    height: bars.length * size.barHeight,
  };
  const at = (ms: number): number => px(box.x + (box.width * ms) / scaleMs);
  return (
    <Surface
      width={size.width}
      height={box.height + 2 * size.letters}
      className={size.name}
      role="img"
      aria-label={label}
    >
      <Grid box={box} lines="vertical" at={ticks.map(at)} />
      {bars.map((bar, line) => (
        <BarLine key={line} bar={bar} top={line * size.barHeight} box={box} at={at} size={size} />
      ))}
      <Axis
        side="bottom"
        box={box}
        size={size}
        ticks={ticks.map((ms) => ({ word: tickText(ms), at: at(ms) }))}
      />
    </Surface>
  );
}

function BarLine({
  bar,
  top,
  box,
  at,
  size,
}: {
  readonly bar: Bar;
  readonly top: number;
  readonly box: Box;
  readonly at: (ms: number) => number;
  readonly size: Size;
}): JSX.Element {
  const { words, value, fromMs, toMs, isWaited } = bar;
  const look = isWaited
    ? { fill: "#fff", stroke: colours.waited, strokeWidth: 2, strokeDasharray: "6 4" }
    : { fill: colours.bar };
  const lines = size.lines === 2 ? words : [words.join(" · ")];
  const baseOf = (line: number): number => px(top + (1.25 + 1.2 * line) * size.letters);
  const letters = { fontSize: size.letters, fill: colours.ink, ...overLines } as const;
  const barTop = baseOf(lines.length - 1) + 0.35 * size.letters;
  return (
    <>
      {lines.map((line, number) => (
        <Text key={number} x={box.x} y={baseOf(number)} textAnchor="start" {...letters}>
          {line}
        </Text>
      ))}
      <Text x={box.x + box.width} y={baseOf(0)} textAnchor="end" fontWeight={700} {...letters}>
        {value}
      </Text>
      <Rectangle
        x={at(fromMs)}
        y={px(barTop)}
        width={Math.max(widthMin, px(at(toMs) - at(fromMs)))}
        height={px(top + size.barHeight - 0.5 * size.letters - barTop)}
        isAnimationActive={false}
        {...look}
      />
    </>
  );
}
