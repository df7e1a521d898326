import type { DerivedIncident } from "../schema.ts";
import { secondsText } from "../words.ts";
import { escaped } from "./html-data.ts";
import { phaseWords, words } from "./words-of-report.ts";

const width = 1_000;
const left = 60;
const right = 20;

/** Ticks for a scale from 0 to `max`, ms: 1, 2 or 5 times a power of ten, at most eight of them. */
export function ticksOf(max: number): readonly number[] {
  const about = Math.max(1, max) / 6;
  const power = 10 ** Math.floor(Math.log10(about));
  const step = ([1, 2, 5].find((factor) => factor * power >= about) ?? 10) * power;
  const count = Math.ceil(Math.max(1, max) / step);
  return Array.from({ length: count + 1 }, (_, at) => at * step);
}

/** One bar for each shard, the one that was back first on the left. */
export function shardsChart(shardsMs: readonly number[]): string {
  if (shardsMs.length === 0) return "";
  const height = 260;
  const top = 16;
  const foot = 34;
  const ticks = ticksOf(shardsMs.at(-1) ?? 0);
  const scale = ticks.at(-1) ?? 1;
  const y = (ms: number): number => top + (height - top - foot) * (1 - ms / scale);
  const pitch = (width - left - right) / shardsMs.length;
  const bars = shardsMs.map((ms, at) => {
    const x = left + at * pitch;
    return `<rect x="${fixed(x)}" y="${fixed(y(ms))}" width="${fixed(Math.max(1, pitch * 0.8))}" height="${fixed(height - foot - y(ms))}" fill="#0b6470"><title>${secondsText(ms)}</title></rect>`;
  });
  const lines = ticks.map(
    (ms) =>
      `<line x1="${left}" x2="${width - right}" y1="${fixed(y(ms))}" y2="${fixed(y(ms))}" stroke="#dae2e1"/><text x="${left - 8}" y="${fixed(y(ms) + 4)}" text-anchor="end">${secondsOf(ms)}</text>`,
  );
  const label = `<text x="${left}" y="${height - 10}">${escaped(`${words.eachShard.en} · ${words.eachShard.zh}`)}</text>`;
  return picture(height, words.shardsChart.en, [...lines, ...bars, label]);
}

/** The phases on one scale: open where the pace was waited for, solid where it took as long as it had to. */
export function phasesChart(phases: DerivedIncident["phases"]): string {
  const end = Math.max(0, ...phases.map(({ toMs }) => toMs));
  if (end === 0) return "";
  const rowHeight = 34;
  const height = phases.length * rowHeight + 40;
  const ticks = ticksOf(end);
  const scale = ticks.at(-1) ?? 1;
  const names = 330;
  const x = (ms: number): number => names + ((width - names - 90) * ms) / scale;
  const rows = phases.map(({ name, fromMs, toMs, paced }, at) => {
    const y = at * rowHeight + 8;
    const { en, zh } = phaseWords[name];
    const box = `x="${fixed(x(fromMs))}" y="${y}" width="${fixed(Math.max(2, x(toMs) - x(fromMs)))}" height="20"`;
    const bar = paced
      ? `<rect ${box} fill="#fff" stroke="#7a4700" stroke-width="2" stroke-dasharray="6 4"/>`
      : `<rect ${box} fill="#0b6470"/>`;
    return `<text x="0" y="${y + 15}">${escaped(`${en} · ${zh}`)}</text>${bar}<text x="${fixed(x(toMs) + 8)}" y="${y + 15}">${secondsText(toMs - fromMs)}</text>`;
  });
  const foot = height - 10;
  const axis = ticks.map(
    (ms) =>
      `<line x1="${fixed(x(ms))}" x2="${fixed(x(ms))}" y1="0" y2="${foot - 16}" stroke="#dae2e1"/><text x="${fixed(x(ms))}" y="${foot}" text-anchor="middle">${secondsOf(ms)}</text>`,
  );
  return picture(height, words.phases.en, [...axis, ...rows]);
}

function picture(height: number, label: string, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label)}">${parts.join("")}</svg>`;
}

function secondsOf(ms: number): string {
  return `${Number((ms / 1_000).toFixed(3))} s`;
}

function fixed(value: number): string {
  return String(Number(value.toFixed(2)));
}
