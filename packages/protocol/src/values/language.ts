/** The languages of everything that people read, on screens and in terminals. */
export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

/** A text in both languages of the house. */
export type LocalizedText = Readonly<Record<Language, string>>;

/**
 * A table of texts, one per audience: `{ key: { en, zh } }`, or a function for a text with values in it.
 * Write `export const someTexts = { ... } satisfies TextTable;` — a missing translation is then a type error, and so
 * is a key that does not exist. Each audience has its own file, so that no page carries another page's words.
 */
export type TextTable = Readonly<Record<string, LocalizedText | TextWithValues>>;

// `never` parameters: a function with any parameters at all may stand in a table.
type TextWithValues = (...values: never[]) => LocalizedText;

type Environment = Readonly<Record<string, string | undefined>>;

/** The language of the terminal, from the usual variables: LC_ALL, LC_MESSAGES, LANG. */
export function terminalLanguage(env: Environment): Language {
  const locale = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return locale.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/**
 * The language of everything a command prints, its complaints about the very arguments included: the last `--lang` that
 * names one, else the terminal's.
 */
export function languageOf(args: readonly string[], env: Environment): Language {
  const wishes = args.flatMap((arg, at) => {
    if (arg.startsWith("--lang=")) return [arg.slice("--lang=".length)];
    return arg === "--lang" ? [args[at + 1]] : [];
  });
  const named = wishes.map((wish) => languages.find((language) => language === wish));
  return named.findLast((language) => language !== undefined) ?? terminalLanguage(env);
}
