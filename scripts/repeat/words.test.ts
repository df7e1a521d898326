import { expect, test } from "vitest";
import { texts } from "./texts.mjs";
import { languageOf, readWords } from "./words.mjs";

const read = (line: string) => readWords(line.split(" ").filter((word) => word !== ""));

test.each([
  ["stories", ["stories"], 20, 1],
  ["stories --times 3", ["stories"], 3, 1],
  ["--busy=2 --times=1000 unit-tests stories", ["unit-tests", "stories"], 1_000, 2],
  ["unit-tests --busy 0 --lang zh", ["unit-tests"], 20, 0],
  ["all --times 5", [], 5, 1],
])("%s is taken", (line, steps, times, busy) => {
  expect(read(line)).toEqual({ kind: "run", steps, times, busy });
});

test.each([
  ["", "no-suite", ""],
  ["--times 3", "no-suite", ""],
  ["stories --time 3", "unknown-option", "--time"],
  ["stories -n 3", "unknown-option", "-n"],
  ["stories --times", "no-value", "--times"],
  ["stories --times=", "no-value", "--times"],
  ["stories --times 0", "not-a-count", "--times 0"],
  ["stories --times 1001", "not-a-count", "--times 1001"],
  ["stories --times 1.5", "not-a-count", "--times 1.5"],
  ["stories --times -3", "not-a-count", "--times -3"],
  ["stories --busy two", "not-a-count", "--busy two"],
  ["stories --busy 65", "not-a-count", "--busy 65"],
  ["stories --lang fr", "unknown-language", "fr"],
  ["all stories", "all-and-more", "all stories"],
] as const)("'%s' is refused: %s", (line, refusal, word) => {
  expect(read(line)).toEqual({ kind: "refused", refusal, word });
  // By name, in both languages.
  expect(texts.en.refusals[refusal](word)).toContain(word);
  expect(texts.zh.refusals[refusal](word)).toContain(word);
});

test.each(["--help", "-h", "stories --help", "stories --times 3 -h"])(
  "%s asks for help",
  (line) => {
    expect(read(line)).toEqual({ kind: "help" });
  },
);

test("the language is the last --lang that names one, else the terminal's", () => {
  expect(languageOf(["--lang", "zh"], {})).toBe("zh");
  expect(languageOf(["--lang=zh", "--lang=fr"], {})).toBe("zh");
  expect(languageOf(["--lang=zh", "--lang", "en"], { LANG: "zh_CN.UTF-8" })).toBe("en");
  expect(languageOf(["stories"], { LANG: "zh_CN.UTF-8" })).toBe("zh");
  expect(languageOf(["stories"], { LC_ALL: "C", LANG: "zh_CN.UTF-8" })).toBe("en");
  expect(languageOf(["stories"], {})).toBe("en");
});
