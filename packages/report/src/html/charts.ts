import type { LocalizedText } from "@cablecut/protocol";
import type { DerivedIncident } from "../schema.ts";
import { secondsText } from "../words.ts";
import { both } from "./elements.ts";
import { phaseWords, words } from "./words-of-report.ts";

/** Draws pictures as SVG, the same text on every machine: a page is checked by drawing it anew. */
export interface Charts {
  /** A column for each value, ms, from nought. `label`: for whoever hears the page. @returns "" without a value */
  columns(valuesMs: readonly number[], label: string): string;
  /** One below the other on one scale from nought, `value`: how long, in words. @returns "" where all of it lasted nothing */
  bars(bars: readonly Bar[], label: string): string;
}

export interface Bar {
  /** In two languages. */
  readonly words: readonly [string, string];
  readonly value: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Drawn open: it was waited for on purpose. */
  readonly isWaited: boolean;
}

/** One column for each shard, the one that was back first on the left. */
export function shardsChart(
  charts: Charts,
  shardsMs: readonly number[],
  title: LocalizedText,
): string {
  const picture = charts.columns(shardsMs, title.en);
  return picture === "" ? "" : figure(both(title), picture, words.eachShard);
}

/** The phases on one scale: open where the pace was waited for, solid where it took as long as it had to. */
export function phasesChart(charts: Charts, phases: DerivedIncident["phases"]): string {
  const bars = phases.map(({ name, fromMs, toMs, paced }): Bar => {
    const { en, zh } = phaseWords[name];
    const value = secondsText(toMs - fromMs);
    return { words: [en, zh], value, fromMs, toMs, isWaited: paced };
  });
  const picture = charts.bars(bars, words.phases.en);
  const title = `${both(words.phases)} · ${both(words.sinceStart)}`;
  return picture === "" ? "" : figure(title, picture, words.phasesWhy);
}

function figure(title: string, picture: string, why: LocalizedText): string {
  return `<figure><figcaption>${title}</figcaption>${picture}<p class="soft">${both(why)}</p></figure>`;
}
