import type { LocalizedText, ShowSnapshot } from "@cablecut/protocol";
import { useLanguage } from "@cablecut/ui";
import { createContext, useContext, useMemo } from "react";
import { inLanguages, stageLanguages, type StageLanguages } from "../model/languages.ts";

/** What the presenter has chosen; whoever draws a picture provides it. */
export const ChosenLanguages = createContext<ShowSnapshot["stage"]["languages"]>("both");

export function useStageLanguages(): StageLanguages {
  const own = useLanguage();
  const chosen = useContext(ChosenLanguages);
  return useMemo(() => stageLanguages(chosen, own), [chosen, own]);
}

/** The count once, between its words: Chinese puts it behind, English before. */
export function countBetween(
  count: string,
  { zh, en }: LocalizedText,
  languages: StageLanguages,
): string {
  return [
    ...(languages.includes("zh") ? [zh] : []),
    count,
    ...(languages.includes("en") ? [en] : []),
  ].join(" ");
}

/** `const t = useBoth(); t(text)`: the text in one line, in the languages of the screen; `t(text, " ")` for labels. */
export function useBoth(): (text: LocalizedText, between?: string) => string {
  const languages = useStageLanguages();
  return useMemo(() => (text, between) => inLanguages(text, languages, between), [languages]);
}
