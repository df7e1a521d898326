import { expect, test } from "vitest";
import { chooseLanguage, createLanguageStore } from "./language.ts";

test("the address wins over the stored choice, and that over the device", () => {
  expect(chooseLanguage("?lang=zh", "en", "en-GB")).toBe("zh");
  expect(chooseLanguage("?pay=10203", "zh", "en-GB")).toBe("zh");
  expect(chooseLanguage("", null, "zh-Hant-TW")).toBe("zh");
  expect(chooseLanguage("?lang=fr", "xx", "de-DE")).toBe("en");
});

test("a choice is remembered, and a storage that throws costs nothing else", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  createLanguageStore("", storage, "en").getState().choose("zh");
  expect(createLanguageStore("", storage, "en").getState().language).toBe("zh");

  const forbidden = {
    getItem: (): string | null => {
      throw new Error("SecurityError");
    },
    setItem: (): void => {
      throw new Error("SecurityError");
    },
  };
  const store = createLanguageStore("", forbidden, "en");
  store.getState().choose("zh");
  expect(store.getState().language).toBe("zh");
});
