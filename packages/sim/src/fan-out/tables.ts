import type { Language } from "@cablecut/protocol";
import { habits } from "./costs.ts";
import { FanOut, type Outcome, type Trial } from "./fan-out.ts";
import { tableTexts } from "./words.ts";

type Case = Pick<Trial, "gateways" | "degree" | "filter">;

/** What is put beside each other: without relays as far as it goes, then with them. */
const cases: readonly Case[] = [
  { gateways: 1, degree: 10, filter: "whole" },
  { gateways: 10, degree: 10, filter: "whole" },
  { gateways: 100, degree: 100, filter: "whole" },
  { gateways: 100, degree: 10, filter: "whole" },
  { gateways: 100, degree: 100, filter: "own" },
  { gateways: 100, degree: 10, filter: "own" },
  { gateways: 100, degree: 5, filter: "own" },
];
const casesOfDeath: readonly Case[] = [
  { gateways: 100, degree: 10, filter: "own" },
  { gateways: 100, degree: 5, filter: "own" },
];
export const durationMs = 5_000;
const relayDiesMs = 2_000;

/** The tables of docs/SCALE.md. The same seed gives the same text on every machine. */
export function tablesOf(seed: number, language: Language): string {
  const steady = cases.map((each) => steadyRow(each, run(seed, each, null), language));
  const deaths = casesOfDeath.map((each) => deathRow(each, run(seed, each, relayDiesMs)));
  const texts = tableTexts;
  return [
    texts.seed(seed, durationMs / 1_000)[language],
    "",
    ...table(
      texts.steady.map((heading) => heading[language]),
      steady,
    ),
    "",
    texts.death(relayDiesMs / 1_000, habits.silenceMs / 1_000)[language],
    "",
    ...table(
      texts.deaths.map((heading) => heading[language]),
      deaths,
    ),
  ].join("\n");
}

function run(seed: number, each: Case, diesMs: number | null): Outcome {
  return new FanOut({ ...each, seed, durationMs, relayDiesMs: diesMs }).run();
}

function steadyRow(each: Case, outcome: Outcome, language: Language): string[] {
  const { rootBusy, relayBusy, gatewayBusy, feedMs, countsMs } = outcome;
  const behind = Math.max(rootBusy, relayBusy, gatewayBusy) > 1;
  const pair = ({ p50, p99 }: Outcome["feedMs"]): string => `${p50.toFixed(0)} / ${p99.toFixed(0)}`;
  return [
    ...namesOf(each),
    tableTexts.filters[each.filter][language],
    String(outcome.depth),
    String(outcome.relays),
    behind ? tableTexts.behind[language] : pair(feedMs),
    pair(countsMs),
    megabytes(outcome.rootBytesPerS),
    outcome.relays === 0 ? "-" : megabytes(outcome.relayBytesPerS),
    megabytes(outcome.gatewayBytesPerS),
    [rootBusy, relayBusy, gatewayBusy].map((share) => share.toFixed(2)).join(" / "),
  ];
}

function deathRow(each: Case, outcome: Outcome): string[] {
  return [
    ...namesOf(each),
    String(outcome.relays),
    outcome.longestGapMs.toFixed(0),
    String(outcome.framesMissing),
    String(outcome.framesTwice),
    outcome.feedMs.p99.toFixed(0),
    outcome.countsMs.p99.toFixed(0),
  ];
}

function namesOf({ gateways, degree }: Case): string[] {
  return [
    (gateways * habits.phonesPerGateway).toLocaleString("en"),
    String(gateways),
    String(degree),
  ];
}

function megabytes(bytesPerS: number): string {
  return (bytesPerS / 1_000_000).toFixed(2);
}

/** As oxfmt writes a table of Markdown: columns as wide as their widest cell. */
function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((heading, at) =>
    Math.max(3, heading.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(headings), rule, ...rows.map(line)];
}
