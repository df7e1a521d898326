import type { ShowSnapshot } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { wordsSkies } from "./model/story/lost-side.ts";
import { textWidth, type Weight } from "./model/type/metrics.ts";
import { drawnStory } from "./testing/drawn-story.tsx";
import { storyScenes, type SceneOfStory } from "./testing/story-scenes.ts";

/** Legible from row 40: nothing that tells the story is smaller (a long line by 2 at most), px at 1080p. */
const storyMin = 56;
/** The strip of the rooms and the ticks of the track. */
const signMin = 34;

function rendered(
  { snapshot, hall }: SceneOfStory,
  languages: ShowSnapshot["stage"]["languages"],
  lang: string,
): Element {
  const shown = { ...snapshot, stage: { ...snapshot.stage, languages } };
  return drawnStory({ snapshot: shown, hall }, lang);
}

const numberOf = (line: Element, name: string): number => Number(line.getAttribute(name));

test.each([8, 400, 12_000])(
  "every text of the story fits its box at the size of its role, with %i people",
  (people) => {
    const unfit: string[] = [];
    let measured = 0;
    for (const [name, scene] of Object.entries(storyScenes(people))) {
      for (const [languages, lang] of [
        ["both", "zh"],
        ["both", "en"],
        ["zh", "zh"],
        ["en", "en"],
      ] as const) {
        for (const line of rendered(scene, languages, lang).querySelectorAll("text.line")) {
          const text = line.textContent ?? "";
          const size = numberOf(line, "font-size");
          const weight = numberOf(line, "font-weight") as Weight;
          const width = textWidth(text, size, weight);
          const max = Number(line.getAttribute("data-max") ?? 1_824);
          measured += 1;
          const role = Number(line.getAttribute("data-size") ?? size);
          const isFigure = role > 104;
          if (width > max + 1) unfit.push(`${name} ${lang}: ${text} is ${width} wide, of ${max}`);
          // Figures and names are as large as they can be; words have their size.
          else if (!isFigure && size < role * 0.8)
            unfit.push(`${name} ${lang}: ${text} at ${size}, not ${role}`);
        }
      }
    }
    expect(measured).toBeGreaterThan(800);
    expect(unfit).toEqual([]);
  },
);

test("what tells the story can be read from row 40: words, figures, the rooms' signs", () => {
  const small: string[] = [];
  for (const [name, scene] of Object.entries(storyScenes(400))) {
    const page = rendered(scene, "both", "zh");
    for (const line of page.querySelectorAll(
      '[data-testid="headline"] text.line, [data-testid="tray"] text.line',
    ))
      if (numberOf(line, "font-size") < storyMin - 2) small.push(`${name}: ${line.textContent}`);
    for (const line of page.querySelectorAll('[data-testid="room"] text.line'))
      if (numberOf(line, "font-size") < signMin) small.push(`${name}: ${line.textContent}`);
    const timer = page.querySelector('[data-testid="timer"] text');
    if (timer !== null && numberOf(timer, "font-size") < 320) small.push(`${name}: the timer`);
  }
  expect(small).toEqual([]);
});

test.each(["switching", "one-room-back", "moving"])(
  "what is kept stands clear of the band over it and of the stubs under it (%s)",
  (name) => {
    const bandEnds = 248;
    const { y, height } = wordsSkies.left!;
    for (const lang of ["zh", "en"]) {
      const page = rendered(storyScenes(400)[name]!, "both", lang);
      const lines = [...page.querySelectorAll('[data-testid="tray"] text.line')];
      const slips = [...page.querySelectorAll('[data-testid="tray"] .slip')];
      const [figure, last] = [lines[0]!, lines.at(-1)!];
      // Digits are three quarters as high as their type, and half of a slip's line is outside of it.
      const tops = [
        numberOf(figure, "y") - 0.75 * numberOf(figure, "font-size"),
        ...slips.map((slip) => numberOf(slip, "y") - 2),
      ];
      expect(slips.length).toBeGreaterThan(10);
      expect(Math.min(...tops)).toBeGreaterThanOrEqual(bandEnds + 8);
      expect(numberOf(last, "y") + 0.25 * numberOf(last, "font-size")).toBeLessThanOrEqual(
        y + height,
      );
    }
  },
);

test("one language alone leaves nothing of the other", () => {
  for (const [name, scene] of Object.entries(storyScenes(400))) {
    const texts = (only: "zh" | "en"): string =>
      [...rendered(scene, only, "en").querySelectorAll("text")]
        .map((each) => each.textContent ?? "")
        .join("\n")
        // On every receipt and picture, whatever the language.
        .replaceAll("TEST 测试", "");
    expect(texts("en"), name).not.toMatch(/[一-鿿]/u);
    expect(texts("zh"), name).not.toMatch(/[A-Za-z]{3,}/u);
  }
});

test.each([
  ["zh", ["cue", "hold-up", "abnormal", "switching", "moving", "recovered"]],
  ["en", ["abnormal"]],
] as const)("one language alone: the statement is as large as at the cut (%s)", (lang, names) => {
  const scenes = storyScenes(400);
  for (const name of names) {
    const [headline, second] = rendered(scenes[name]!, lang, lang).querySelectorAll(
      '[data-testid="headline"] text.line',
    );
    expect(numberOf(headline!, "font-size"), name).toBe(104);
    expect(numberOf(second!, "font-size"), name).toBe(56);
  }
});
