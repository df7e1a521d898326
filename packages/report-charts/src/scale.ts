/** Ticks for a scale from 0 to `max`, ms: 1, 2 or 5 times a power of ten, at most `mostTicks` steps of them. */
export function ticksOf(max: number, mostTicks: number): readonly number[] {
  const about = Math.max(1, max) / mostTicks;
  const power = 10 ** Math.floor(Math.log10(about));
  const step = ([1, 2, 5].find((factor) => factor * power >= about) ?? 10) * power;
  const count = Math.ceil(Math.max(1, max) / step);
  return Array.from({ length: count + 1 }, (_, at) => at * step);
}

export function tickText(ms: number): string {
  return `${Number((ms / 1_000).toFixed(3))} s`;
}

/** Px; what lies behind the hundredth depends on the machine's last digit. */
export function px(value: number): number {
  return Number(value.toFixed(2));
}
