export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

/** A text in both languages of the house. */
export type Bilingual = Readonly<Record<Language, string>>;

/** The language of the terminal, from the usual variables: LC_ALL, LC_MESSAGES, LANG. */
export function terminalLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return locale.toLowerCase().startsWith("zh") ? "zh" : "en";
}
