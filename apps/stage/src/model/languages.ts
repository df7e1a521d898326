import type { LocalizedText, ShowSnapshot } from "@cablecut/protocol";
import type { Language } from "@cablecut/ui";

/** The languages of a screen, the first one first: one or both. */
export type StageLanguages = readonly [Language, ...Language[]];

/** What the presenter has chosen; where that is both, the screen's own language comes first. */
export function stageLanguages(
  chosen: ShowSnapshot["stage"]["languages"],
  own: Language,
): StageLanguages {
  if (chosen !== "both") return [chosen];
  return own === "zh" ? ["zh", "en"] : ["en", "zh"];
}

export const betweenLanguages = " · ";

/** A text in the languages of the screen, in one line. */
export function inLanguages(
  text: LocalizedText,
  languages: StageLanguages,
  between = betweenLanguages,
): string {
  if (text.en === text.zh) return text.en;
  return languages.map((language) => text[language]).join(between);
}
