import { storyTexts } from "@cablecut/ui";
import { expect, test } from "vitest";
import { standInOneLine } from "./band-lines.ts";

const betweenEnds = 1_456;

test("a short statement stands beside its phase, a long one above it", () => {
  const lines = (lang: "zh" | "en") => ({
    headline: storyTexts.switching[lang],
    second: storyTexts.waitingAt2018[lang],
    width: betweenEnds,
  });
  expect(standInOneLine(lines("zh"))).toBe(true);
  expect(standInOneLine(lines("en"))).toBe(false);
});

test("a number that counts up never moves the words from one line to two", () => {
  for (const lang of ["zh", "en"] as const) {
    for (const width of [betweenEnds, 1_824]) {
      const places = [0, 9, 10, 517, 9_999, 12_000, 99_999].map((people) =>
        [
          [storyTexts.switching[lang], storyTexts.accountsBack(people, 99_999)[lang]],
          [storyTexts.fiveCopies[lang], storyTexts.whatIsThere(people, 5, 10)[lang]],
        ].map(([headline = "", second = ""]) => standInOneLine({ headline, second, width })),
      );
      expect(new Set(places.map(String)).size, `${lang} ${width}`).toBe(1);
    }
  }
});
