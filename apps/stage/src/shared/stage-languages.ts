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

/** `const t = useBoth(); t(text)`: the text in one line, in the languages of the screen; `t(text, " ")` for labels. */
export function useBoth(): (text: LocalizedText, between?: string) => string {
  const languages = useStageLanguages();
  return useMemo(() => (text, between) => inLanguages(text, languages, between), [languages]);
}
