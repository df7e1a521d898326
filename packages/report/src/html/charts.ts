import type { LocalizedText } from "@cablecut/protocol";
import type { DerivedIncident } from "../schema.ts";
import { secondsText } from "../words.ts";
import { both } from "./elements.ts";
import { escaped } from "./html-data.ts";
import { phaseWords, words } from "./words-of-report.ts";

/*
 * Words and figures stand in the page itself and only the bars are drawn, so that both can be read as well on a phone and on
 * paper as on a large screen; and drawn they are, since paper leaves out backgrounds.
 */

/** Ticks for a scale from 0 to `max`, ms: 1, 2 or 5 times a power of ten, at most eight of them. */
export function ticksOf(max: number): readonly number[] {
  const about = Math.max(1, max) / 6;
  const power = 10 ** Math.floor(Math.log10(about));
  const step = ([1, 2, 5].find((factor) => factor * power >= about) ?? 10) * power;
  const count = Math.ceil(Math.max(1, max) / step);
  return Array.from({ length: count + 1 }, (_, at) => at * step);
}

/** One bar for each shard, the one that was back first on the left. */
export function shardsChart(shardsMs: readonly number[], title: LocalizedText): string {
  if (shardsMs.length === 0) return "";
  const ticks = ticksOf(shardsMs.at(-1) ?? 0);
  const scale = ticks.at(-1) ?? 1;
  const height = (ms: number): number => (100 * ms) / scale;
  const bars = shardsMs.map(
    (ms, at) =>
      `<rect x="${at + 0.1}" y="${fixed(100 - height(ms))}" width="0.8" height="${fixed(height(ms))}" fill="#0b6470"><title>${secondsText(ms)}</title></rect>`,
  );
  const lines = ticks.map(
    (ms) =>
      `<line x1="0" x2="${shardsMs.length}" y1="${fixed(100 - height(ms))}" y2="${fixed(100 - height(ms))}" stroke="#dae2e1" vector-effect="non-scaling-stroke"/>`,
  );
  const labels = ticks.map(
    (ms) => `<span style="bottom:${fixed(height(ms))}%">${secondsOf(ms)}</span>`,
  );
  const ends = `<span>1</span><span>${both(words.eachShard)}</span><span>${shardsMs.length}</span>`;
  const picture = stretched(shardsMs.length, title.en, [...lines, ...bars]);
  return `<figure><figcaption>${both(title)}</figcaption><div class="columns"><div class="ticks">${labels.join("")}</div><div class="plot">${picture}</div></div><div class="axis">${ends}</div></figure>`;
}

/** The phases on one scale: open where the pace was waited for, solid where it took as long as it had to. */
export function phasesChart(phases: DerivedIncident["phases"]): string {
  const end = Math.max(0, ...phases.map(({ toMs }) => toMs));
  if (end === 0) return "";
  const ticks = ticksOf(end);
  const scale = ticks.at(-1) ?? 1;
  const lines = ticks
    .map((ms) => fixed((100 * ms) / scale))
    .map(
      (x) =>
        `<line x1="${x}" x2="${x}" y1="0" y2="100" stroke="#dae2e1" vector-effect="non-scaling-stroke"/>`,
    );
  const rows = phases.map(({ name, fromMs, toMs, paced }) => {
    const from = (100 * fromMs) / scale;
    const width = Math.max(0.4, (100 * (toMs - fromMs)) / scale);
    const look = paced
      ? 'fill="#fff" stroke="#7a4700" stroke-width="2" stroke-dasharray="6 4" vector-effect="non-scaling-stroke"'
      : 'fill="#0b6470"';
    const bar = `<rect x="${fixed(from)}" y="14" width="${fixed(width)}" height="72" ${look}/>`;
    const picture = stretched(100, phaseWords[name].en, [...lines, bar]);
    return `<div class="phase"><span>${both(phaseWords[name])}</span><b>${secondsText(toMs - fromMs)}</b><div class="plot">${picture}</div></div>`;
  });
  const labels = ticks.map((ms) => `<span>${secondsOf(ms)}</span>`);
  return `<figure><figcaption>${both(words.phases)} · ${both(words.sinceStart)}</figcaption>${rows.join("")}<div class="axis">${labels.join("")}</div></figure>`;
}

function stretched(width: number, label: string, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${width} 100" preserveAspectRatio="none" role="img" aria-label="${escaped(label)}">${parts.join("")}</svg>`;
}

function secondsOf(ms: number): string {
  return `${Number((ms / 1_000).toFixed(3))} s`;
}

function fixed(value: number): string {
  return String(Number(value.toFixed(2)));
}
