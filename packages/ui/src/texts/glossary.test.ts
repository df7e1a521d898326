import { expect, test } from "vitest";
import { consoleTexts } from "./console-drawer.ts";
import { preflightTexts, presenterTexts } from "./presenter.ts";
import { eventTexts } from "./show-events.ts";

/** Texts that are words as they stand; those with a number in them are made by functions, and tried with one. */
function wordsOf(texts: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.values(texts).flatMap((text) => {
    const said: unknown =
      typeof text === "function" ? (text as (...of: number[]) => unknown)(2, 3) : text;
    return typeof said === "object" && said !== null
      ? Object.values(said).filter((each) => typeof each === "string")
      : [];
  });
}

test("a presenter reads one word for the parts of the ledger, whatever is said of them", () => {
  const words = [presenterTexts, preflightTexts, consoleTexts, eventTexts].flatMap(wordsOf);
  expect(words.length).toBeGreaterThan(100);
  expect(words.filter((word) => /(?<!\{)shard|分片/iu.test(word))).toEqual([]);
  expect(words).toContain("Send ledger parts home");
});
