import type { Language, LocalizedText } from "@cablecut/protocol";
import { createStore, type StoreApi } from "zustand/vanilla";

export { type Language } from "@cablecut/protocol";

/** Where a choice is kept between visits. */
const storageKey = "cablecut.language";

/** The part of the browser's Storage that is used here; absent or throwing in some private modes. */
export interface KeyValueStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** `?lang=` first, then what was chosen before, then the device's own language; English where nothing fits. */
export function chooseLanguage(
  search: string,
  stored: string | null,
  deviceLanguage: string,
): Language {
  for (const wish of [new URLSearchParams(search).get("lang"), stored, deviceLanguage]) {
    const primary = wish?.toLowerCase().split(/[-_]/)[0];
    if (primary === "zh") return "zh";
    if (primary === "en") return "en";
  }
  return "en";
}

/** The one text in the chosen language. */
export function say(language: Language, text: LocalizedText): string {
  return text[language];
}

export interface LanguageState {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

/** The chosen language as a store; a choice is written to `storage`, or lives in memory where that is not possible. */
export function createLanguageStore(
  search: string,
  storage: KeyValueStore | null,
  deviceLanguage: string,
): StoreApi<LanguageState> {
  return createStore<LanguageState>((set) => ({
    language: chooseLanguage(search, readQuietly(storage, storageKey), deviceLanguage),
    choose(language) {
      try {
        storage?.setItem(storageKey, language);
      } catch {
        // A full or forbidden storage costs only the memory of the choice.
      }
      set({ language });
    },
  }));
}

function readQuietly(storage: KeyValueStore | null, key: string): string | null {
  try {
    return storage?.getItem(key) ?? null;
  } catch {
    return null;
  }
}
