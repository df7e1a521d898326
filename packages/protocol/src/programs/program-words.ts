import { inOneLine } from "./one-line.ts";
import { languageOf, languages, type Language, type LocalizedText } from "../values/language.ts";

/** What an option of a program takes. A fallback of null is left to the program. */
export type OptionRule = { readonly about: LocalizedText } & (
  | { readonly kind: "flag" }
  | {
      readonly kind: "number";
      readonly min: number;
      readonly max: number;
      /** Numbers are whole unless this is true. */
      readonly decimal?: boolean;
      readonly fallback: number | null;
    }
  /** `shown` stands for the value in the help, where the choices are too long: NAME. */
  | {
      readonly kind: "choice";
      readonly of: readonly string[];
      readonly shown?: string;
      readonly fallback: string | null;
    }
  | { readonly kind: "text"; readonly shown: string; readonly fallback: string | null }
);

type OptionRules = Readonly<Record<string, OptionRule>>;

/** The words that a program takes, and what its help says of them. */
export interface ProgramWords<Options extends OptionRules = OptionRules> {
  /** For complaints: "sim". */
  readonly name: string;
  /** As people call it: "npm run sim --". */
  readonly call: string;
  readonly about: LocalizedText;
  readonly options: Options;
  /** Words that are no options; without this there are none. `of`: only these. */
  readonly words?: {
    readonly shown: string;
    readonly about: LocalizedText;
    readonly of?: readonly string[];
    /** How many of them at most; without this any number. */
    readonly max?: number;
  };
  /** Stands below the options: examples, exit codes. */
  readonly more?: LocalizedText;
}

type ValueOf<Rule extends OptionRule> = Rule extends { readonly kind: "flag" }
  ? boolean
  : Rule extends { readonly kind: "number" }
    ? number | NullIn<Rule>
    : string | NullIn<Rule>;
type NullIn<Rule> = Rule extends { readonly fallback: null } ? null : never;

export type ReadWords<Options extends OptionRules> =
  | {
      readonly kind: "go";
      readonly language: Language;
      readonly options: { readonly [Name in keyof Options]: ValueOf<Options[Name]> };
      readonly words: readonly string[];
    }
  | { readonly kind: "help"; readonly text: string }
  /** One line that names the word and says what is allowed. */
  | { readonly kind: "refused"; readonly text: string };

/** Every program knows these. */
const sharedOptions = {
  lang: {
    kind: "choice",
    of: languages,
    fallback: null,
    about: {
      en: "the language of what is printed here (the terminal's)",
      zh: "此处输出的语言（跟随终端）",
    },
  },
} as const satisfies Record<string, OptionRule>;

/**
 * What the words of a command line ask of a program, in their language or the terminal's. A program prints the text of
 * help and ends with 0, prints that of a refusal to its error output and ends with 2.
 */
export function readProgramWords<const Options extends OptionRules>(
  program: ProgramWords<Options>,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ReadWords<Options> {
  const language = languageOf(args, env);
  const rules: OptionRules = { ...program.options, ...sharedOptions };
  const options: Record<string, boolean | number | string | null> = {};
  for (const [name, rule] of Object.entries(program.options)) {
    options[name] = rule.kind === "flag" ? false : rule.fallback;
  }
  const words: string[] = [];
  let refusal: LocalizedText | null = null;
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--help" || arg === "-h") {
      return { kind: "help", text: helpOf(program, language) };
    }
    if (!arg.startsWith("-")) {
      words.push(arg);
      continue;
    }
    const [, name = "", given] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) {
      refusal ??= complaints.unknownOption(arg, optionNames(rules));
      continue;
    }
    // What begins like an option is one; a value that does is written after "=".
    const optionFollows = /^--?[a-z]/i.test(rest[0] ?? "");
    const takesNext = rule.kind !== "flag" && given === undefined && !optionFollows;
    const value = takesNext ? rest.shift() : given;
    const read = valueOf(`--${name}`, rule, value);
    if ("refusal" in read) refusal ??= read.refusal;
    else options[name] = read.value;
  }
  refusal ??= wordRefusal(program, words, rules);
  if (refusal !== null)
    return { kind: "refused", text: inOneLine(`${program.name}: ${refusal[language]}`) };
  return {
    kind: "go",
    language,
    // oxlint-disable-next-line typescript/consistent-type-assertions -- filled above: each has its fallback, or what its rule has read.
    options: options as { readonly [Name in keyof Options]: ValueOf<Options[Name]> },
    words,
  };
}

function wordRefusal(
  { words: taken }: ProgramWords,
  words: readonly string[],
  rules: OptionRules,
): LocalizedText | null {
  const unknown = words.find((word) => taken === undefined || taken.of?.includes(word) === false);
  if (unknown !== undefined) {
    return complaints.notTaken(unknown, taken?.of?.join(", ") ?? optionNames(rules));
  }
  const max = taken?.max ?? words.length;
  const first = words[max];
  return first === undefined ? null : complaints.tooMany(first, max);
}

type ReadValue =
  | { readonly value: boolean | number | string }
  | { readonly refusal: LocalizedText };

function valueOf(name: string, rule: OptionRule, given: string | undefined): ReadValue {
  if (rule.kind === "flag") {
    return given === undefined ? { value: true } : { refusal: complaints.noValue(name) };
  }
  if (given === undefined || given === "") return { refusal: complaints.needsValue(name) };
  if (rule.kind === "number") {
    const pattern = rule.decimal === true ? /^\d{1,15}(\.\d{1,9})?$/ : /^\d{1,15}$/;
    const value = Number(given);
    if (pattern.test(given) && value >= rule.min && value <= rule.max) return { value };
    return { refusal: complaints.number(name, given, rule) };
  }
  if (rule.kind === "choice" && !rule.of.includes(given)) {
    return { refusal: complaints.choice(name, given, rule.of.join(", ")) };
  }
  return { value: given };
}

function optionNames(rules: OptionRules): string {
  return [...Object.keys(rules), "help"].map((name) => `--${name}`).join(", ");
}

const complaints = {
  unknownOption: (name: string, names: string) => ({
    en: `unknown option '${name}'; options are ${names}`,
    zh: `没有选项“${name}”；可用选项：${names}`,
  }),
  notTaken: (word: string, allowed: string) => ({
    en: `'${word}' is not taken; allowed are ${allowed}`,
    zh: `不接受“${word}”；允许：${allowed}`,
  }),
  tooMany: (word: string, max: number) => ({
    en: `'${word}' is one word too many; ${max} at most`,
    zh: `“${word}”多余；最多${max}个`,
  }),
  needsValue: (name: string) => ({
    en: `option '${name}' needs a value; see --help`,
    zh: `选项“${name}”缺少值；参见 --help`,
  }),
  noValue: (name: string) => ({
    en: `option '${name}' takes no value`,
    zh: `选项“${name}”不带值`,
  }),
  choice: (name: string, given: string, allowed: string) => ({
    en: `${name} takes ${allowed}, not '${given}'`,
    zh: `${name} 只能是 ${allowed}，而非“${given}”`,
  }),
  number: (
    name: string,
    given: string,
    { min, max, decimal = false }: { min: number; max: number; decimal?: boolean },
  ) => ({
    en: `${name} takes a ${decimal ? "" : "whole "}number from ${min} to ${max}, not '${given}'`,
    zh: `${name} 须为${min}至${max}的${decimal ? "数" : "整数"}，而非“${given}”`,
  }),
} satisfies Record<string, (...values: never[]) => LocalizedText>;

function helpOf(program: ProgramWords, language: Language): string {
  const { words } = program;
  const rows: (readonly [string, string])[] = Object.entries({
    ...program.options,
    ...sharedOptions,
  }).map(([name, rule]) => [
    `--${name}${shownValue(rule)}`,
    rule.about[language] + limits(rule, language),
  ]);
  rows.push(["-h, --help", { en: "show this help", zh: "显示帮助" }[language]]);
  if (words !== undefined) {
    const allowed = words.of === undefined ? "" : `: ${words.of.join(", ")}`;
    rows.unshift([words.shown, words.about[language] + allowed]);
  }
  const column = Math.max(...rows.map(([name]) => name.length));
  const usage = { en: "Usage:", zh: "用法：" }[language];
  const options = { en: "[options]", zh: "[选项]" }[language];
  const shown = words === undefined ? "" : ` [${words.shown}${words.max === 1 ? "" : " ..."}]`;
  return [
    `${usage} ${program.call}${shown} ${options}`,
    program.about[language],
    rows.map(([name, about]) => `  ${name.padEnd(column)}  ${about}`).join("\n"),
    ...(program.more === undefined ? [] : [program.more[language]]),
  ].join("\n\n");
}

function shownValue(rule: OptionRule): string {
  if (rule.kind === "flag") return "";
  if (rule.kind === "number") return " N";
  if (rule.kind === "text") return ` ${rule.shown}`;
  return ` ${rule.shown ?? rule.of.join("|")}`;
}

function limits(rule: OptionRule, language: Language): string {
  if (rule.kind === "flag") return "";
  let allowed = "";
  if (rule.kind === "number") {
    allowed = { en: `, ${rule.min} to ${rule.max}`, zh: `，${rule.min}至${rule.max}` }[language];
  } else if (rule.kind === "choice" && rule.shown !== undefined) {
    allowed = `: ${rule.of.join(", ")}`;
  }
  if (rule.fallback === null) return allowed;
  const { fallback } = rule;
  return allowed + { en: ` (default: ${fallback})`, zh: `（默认：${fallback}）` }[language];
}
