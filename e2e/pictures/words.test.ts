import { paceNames } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { feedFileOf, realCutWords } from "./words.ts";

test("the feed of every pace is named by its file, in both languages", () => {
  const { en, zh } = realCutWords.options.replay.about;
  for (const pace of paceNames) {
    expect(en).toContain(feedFileOf(pace));
    expect(zh).toContain(feedFileOf(pace));
  }
  expect(new Set(paceNames.map(feedFileOf)).size).toBe(paceNames.length);
});
