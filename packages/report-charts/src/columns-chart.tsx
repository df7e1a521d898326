/** @jsxRuntime automatic */
import type { JSX } from "react";
import { Rectangle, Surface } from "recharts";
import { Axis, Grid, type Box } from "./axis.tsx";
import { px, tickText, ticksOf } from "./scale.ts";
import { colours, type Size } from "./sizes.ts";

/** Of its place a column takes so much, and no more px than that: few of them are columns and no walls. */
const share = 0.8;
const widthMax = 72;

/** A column for each value, ms, numbered from one. */
export function ColumnsChart({
  valuesMs,
  label,
  size,
}: {
  readonly valuesMs: readonly number[];
  readonly label: string;
  readonly size: Size;
}): JSX.Element {
  const ticks = ticksOf(Math.max(...valuesMs), 6);
  const scaleMs = ticks.at(-1) ?? 1;
  const left = 4.2 * size.letters;
  const box: Box = {
    x: left,
    y: size.letters,
    width: size.width - left - 6,
    height: size.columnsHeight - 3 * size.letters,
  };
  const heightOf = (ms: number): number => (box.height * ms) / scaleMs;
  const topOf = (ms: number): number => px(box.y + box.height - heightOf(ms));
  const place = box.width / valuesMs.length;
  const width = Math.min(widthMax, place * share);
  const middleOf = (at: number): number => px(box.x + (at + 0.5) * place);
  return (
    <Surface
      width={size.width}
      height={size.columnsHeight}
      className={size.name}
      role="img"
      aria-label={label}
    >
      <Grid box={box} lines="horizontal" at={ticks.map(topOf)} />
      {valuesMs.map((ms, at) => (
        <Rectangle
          key={at}
          x={px(box.x + (at + 0.5) * place - width / 2)}
          y={topOf(ms)}
          width={px(width)}
          height={px(heightOf(ms))}
          fill={colours.bar}
          isAnimationActive={false}
        />
      ))}
      <Axis
        side="left"
        box={box}
        size={size}
        ticks={ticks.map((ms) => ({ word: tickText(ms), at: topOf(ms) }))}
      />
      <Axis
        side="bottom"
        box={box}
        size={size}
        ticks={numbersOf(valuesMs.length).map((number) => ({
          word: String(number),
          at: middleOf(number - 1),
        }))}
      />
    </Surface>
  );
}

/** The first, the last, and round ones between them that do not crowd the last. */
function numbersOf(count: number): readonly number[] {
  const step = Math.max(1, ticksOf(count, 6)[1] ?? 1);
  const round = Array.from({ length: Math.floor(count / step) }, (_, at) => (at + 1) * step);
  const between = round.filter((number) => number > 1 && count - number > step / 2);
  return [...new Set([1, ...between, count])];
}
