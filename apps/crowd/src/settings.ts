import { parseArgs } from "node:util";
import { inOneLine, type Language } from "@cablecut/protocol";
import { crowdTexts } from "./texts.ts";

export interface Settings {
  readonly url: string;
  readonly people: number;
  /** Payments per second, all together. */
  readonly rate: number;
  readonly seconds: number;
  /** The same attendees come again with the same one; null: others every time. */
  readonly seed: string | null;
}

const ranges = {
  people: { fallback: 100, min: 2, max: 5_000 },
  rate: { fallback: 50, min: 1, max: 2_000 },
  seconds: { fallback: 60, min: 1, max: 3_600 },
} as const;

const options = {
  url: { type: "string", default: "http://127.0.0.1:2626" },
  people: { type: "string" },
  rate: { type: "string" },
  seconds: { type: "string" },
  seed: { type: "string" },
  lang: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

export type Wishes =
  | { readonly kind: "go"; readonly settings: Settings }
  | { readonly kind: "help"; readonly text: string }
  /** One line that says what is allowed. */
  | { readonly kind: "refused"; readonly text: string };

/** What the words of a command line ask for. */
export function wishesOf(args: readonly string[], language: Language): Wishes {
  const refused = (text: string): Wishes => ({
    kind: "refused",
    text: inOneLine(text),
  });
  const { tokens, values, positionals } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  if (values.help === true) return { kind: "help", text: crowdTexts.help[language] };
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    if (!Object.hasOwn(options, token.name)) {
      return refused(crowdTexts.unknownOption(token.rawName, namesOfOptions())[language]);
    }
    if (token.name !== "help" && (token.value === undefined || token.value === "")) {
      return refused(crowdTexts.needsValue(token.rawName)[language]);
    }
  }
  if (positionals.length > 0) {
    return refused(crowdTexts.notTaken(positionals[0]!, namesOfOptions())[language]);
  }
  if (values.lang !== undefined && values.lang !== "en" && values.lang !== "zh") {
    return refused(crowdTexts.languages(String(values.lang))[language]);
  }
  const url = String(values.url);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    return refused(crowdTexts.noAddress(url)[language]);
  }
  const numbers = { people: 0, rate: 0, seconds: 0 };
  for (const name of ["people", "rate", "seconds"] as const) {
    const { fallback, min, max } = ranges[name];
    const text = values[name];
    const value = text === undefined ? fallback : wholeNumber(String(text));
    if (value === null || value < min || value > max) {
      return refused(crowdTexts.wholeNumber(`--${name}`, String(text), min, max)[language]);
    }
    numbers[name] = value;
  }
  const seed = values.seed === undefined ? null : String(values.seed);
  if (seed !== null && !/^[0-9a-f]{32}$/.test(seed)) {
    return refused(crowdTexts.noSeed(seed)[language]);
  }
  return { kind: "go", settings: { url: new URL(url).origin, ...numbers, seed } };
}

function wholeNumber(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function namesOfOptions(): string {
  return Object.keys(options)
    .map((name) => `--${name}`)
    .join(", ");
}
