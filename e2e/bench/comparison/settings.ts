import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Bilingual } from "../texts.ts";
import { comparisonTexts } from "./texts.ts";

export const suites = ["throughput", "recovery"] as const;
export type Suite = (typeof suites)[number];

export interface Settings {
  /** A git ref, or `base`: what baseline.json names. */
  readonly against: string;
  /** What is measured, in this order. */
  readonly suites: readonly Suite[];
  /** Rounds: each measures both builds once. */
  readonly times: number;
  /** Of one run of each part of throughput. */
  readonly seconds: number;
  readonly payers: number;
  /** Cuts at full speed in each run of recovery, and payments per second meanwhile. */
  readonly trials: number;
  readonly rate: number;
  /** The lowest ratio of throughput that is no failure; null: any. */
  readonly atLeast: number | null;
  /** Where the outcome is written for programs to read. */
  readonly json: string | null;
}

const ranges = {
  times: { fallback: 5, low: 1, high: 50 },
  seconds: { fallback: 8, low: 1, high: 120 },
  payers: { fallback: 65_536, low: 1_000, high: 89_000 },
  trials: { fallback: 3, low: 1, high: 30 },
  rate: { fallback: 500, low: 100, high: 5_000 },
} as const;
type RangeName = keyof typeof ranges;

const options = {
  against: { type: "string" },
  times: { type: "string" },
  seconds: { type: "string" },
  payers: { type: "string" },
  trials: { type: "string" },
  rate: { type: "string" },
  "at-least": { type: "string" },
  json: { type: "string" },
} as const;

export type Wishes =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly refusal: Bilingual };

function refused(refusal: Bilingual): Wishes {
  return { ok: false, refusal };
}

/** What the words of a command line ask for, or one sentence that says what is allowed. */
export function settingsOf(words: readonly string[]): Wishes {
  const { tokens, values, positionals } = parseArgs({
    args: [...words],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    if (!Object.hasOwn(options, token.name)) {
      return refused(comparisonTexts.unknownOption(token.rawName));
    }
    if (token.value === undefined || token.value === "") {
      return refused(comparisonTexts.needsValue(token.rawName));
    }
  }
  const strange = positionals.find((word) => !suites.some((suite) => suite === word));
  if (strange !== undefined) return refused(comparisonTexts.noSuite(strange));
  const chosen = suites.filter((suite) => positionals.includes(suite));

  const numbers = {} as Record<RangeName, number>;
  for (const name of Object.keys(ranges) as RangeName[]) {
    const { fallback, low, high } = ranges[name];
    const value = values[name] === undefined ? fallback : Number(values[name]);
    if (!(Number.isInteger(value) && value >= low && value <= high)) {
      return refused(comparisonTexts.outOfRange(`--${name}`, low, high));
    }
    numbers[name] = value;
  }
  const atLeast = values["at-least"] === undefined ? null : Number(values["at-least"]);
  if (atLeast !== null && !(atLeast > 0 && atLeast <= 10)) {
    return refused(comparisonTexts.atLeastRange);
  }
  if (atLeast !== null && chosen.length > 0 && !chosen.includes("throughput")) {
    return refused(comparisonTexts.atLeastWithoutThroughput);
  }
  return {
    ok: true,
    settings: {
      against: String(values.against),
      suites: chosen.length > 0 ? chosen : suites,
      ...numbers,
      atLeast,
      json: values.json === undefined ? null : resolve(String(values.json)),
    },
  };
}
