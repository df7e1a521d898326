import { expect, test } from "vitest";
import { languageOf } from "@cablecut/protocol";
import { wishesOf } from "./settings.ts";

test("without words: a hundred people on this machine for a minute", () => {
  expect(wishesOf([], "en")).toEqual({
    kind: "go",
    settings: { url: "http://127.0.0.1:2626", people: 100, rate: 50, seconds: 60, seed: null },
  });
});

test("every option is taken, with = or without", () => {
  const words = ["--url", "http://10.0.0.2:80/", "--people=5", "--rate", "2000", "--seconds", "3"];
  expect(wishesOf(words, "en")).toEqual({
    kind: "go",
    settings: { url: "http://10.0.0.2", people: 5, rate: 2_000, seconds: 3, seed: null },
  });
});

test.each([
  [["--peple", "3"], "options are --url, --people", "可用选项：--url, --people"],
  [["--people"], "needs a value", "缺少值"],
  [["--people", "1"], "from 2 to 5000, not '1'", "2至5000的整数"],
  [["--people", "1e3"], "from 2 to 5000, not '1e3'", "2至5000的整数"],
  [["--rate", "0"], "from 1 to 2000", "1至2000的整数"],
  [["--seconds", "-3"], "from 1 to 3600, not '-3'", "1至3600的整数"],
  [["--rate="], "needs a value", "缺少值"],
  [["--url", "127.0.0.1:2626"], "http or https address", "http 或 https 地址"],
  [["--url", "ftp://10.0.0.2/"], "http or https address", "http 或 https 地址"],
  [["--seed", "xyz"], "32 hex digits, not 'xyz'", "32位十六进制数"],
  [["--lang", "fr"], "en or zh", "en 或 zh"],
  [["300"], "'300' is not taken; options are", "不接受“300”"],
])("%j is refused in one line that says what is allowed", (words, en, zh) => {
  for (const [language, text] of [
    ["en", en],
    ["zh", zh],
  ] as const) {
    const wishes = wishesOf(words, language);
    if (wishes.kind !== "refused") throw new Error(`taken: ${JSON.stringify(wishes)}`);
    expect(wishes.text).toContain(text);
    expect(wishes.text).not.toContain("\n");
  }
});

test("help comes in both languages, whatever else is said", () => {
  expect(wishesOf(["--people", "x", "--help"], "en")).toMatchObject({ kind: "help" });
  const help = wishesOf(["-h"], "zh");
  expect(help.kind === "help" && help.text).toContain("用法");
});

test("the language is that of --lang, else the terminal's", () => {
  expect(languageOf(["--lang", "zh"], {})).toBe("zh");
  expect(languageOf(["--lang=en"], { LC_ALL: "zh_CN.UTF-8" })).toBe("en");
  expect(languageOf([], { LANG: "zh_CN.UTF-8" })).toBe("zh");
});
