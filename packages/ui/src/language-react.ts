import type { LocalizedText } from "@cablecut/protocol";
import { createContext, useCallback, useContext, useEffect } from "react";
import { useStore } from "zustand";
import type { StoreApi } from "zustand/vanilla";
import { createLanguageStore, say, type Language, type LanguageState } from "./language.ts";

const fallback = createLanguageStore("", null, "en");

/** Give the app's own language store as value; without one everything is English. */
export const LanguageContext = createContext<StoreApi<LanguageState>>(fallback);

export function useLanguage(): Language {
  return useStore(useContext(LanguageContext), (state) => state.language);
}

export function useChooseLanguage(): (language: Language) => void {
  return useStore(useContext(LanguageContext), (state) => state.choose);
}

/** `const t = useSay(); t(phoneTexts.receipts)`: any text of a texts table, and names of rooms, cities and people. */
export function useSay(): (text: LocalizedText) => string {
  const language = useLanguage();
  return useCallback((text) => say(language, text), [language]);
}

/** Screen readers and line breaking go by the document's language. */
export function useDocumentLanguage(): void {
  const language = useLanguage();
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  }, [language]);
}
