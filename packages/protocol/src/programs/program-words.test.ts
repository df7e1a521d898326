import { expect, test } from "vitest";
import { readProgramWords, type ProgramWords } from "./program-words.ts";

const program = {
  name: "sim",
  call: "npm run sim --",
  about: { en: "Runs five rooms.", zh: "运行五个机房。" },
  options: {
    seeds: { kind: "number", min: 1, max: 900, fallback: 500, about: { en: "runs", zh: "次数" } },
    seed: { kind: "number", min: 0, max: 9, fallback: null, about: { en: "one", zh: "单次" } },
    minutes: {
      kind: "number",
      min: 0.1,
      max: 60,
      decimal: true,
      fallback: 1,
      about: { en: "how long", zh: "时长" },
    },
    trace: { kind: "flag", about: { en: "every event", zh: "每个事件" } },
    pace: {
      kind: "choice",
      of: ["keynote", "booth"],
      fallback: "keynote",
      about: { en: "how fast", zh: "节奏" },
    },
    kind: {
      kind: "choice",
      of: ["calm", "lossy network"],
      shown: "NAME",
      fallback: null,
      about: { en: "of trouble", zh: "故障" },
    },
    out: { kind: "text", shown: "FILE", fallback: null, about: { en: "where", zh: "位置" } },
  },
  words: { shown: "STEP", of: ["lint", "types"], about: { en: "only these", zh: "仅限" } },
  more: { en: "Exit codes: 0, 2.", zh: "退出码：0、2。" },
} as const satisfies ProgramWords;

function read(...args: string[]) {
  return readProgramWords(program, args, { LANG: "C" });
}

test("no words at all: everything as it is by default", () => {
  expect(read()).toEqual({
    kind: "go",
    language: "en",
    words: [],
    options: {
      seeds: 500,
      seed: null,
      minutes: 1,
      trace: false,
      pace: "keynote",
      kind: null,
      out: null,
    },
  });
});

test("values follow their option or stand behind =; the last one counts", () => {
  const words = [
    "lint",
    "--seeds",
    "7",
    "--seeds=8",
    "--minutes=0.5",
    "--trace",
    "--out",
    "a",
    "types",
  ];
  const asked = read(...words);
  expect(asked).toMatchObject({
    kind: "go",
    words: ["lint", "types"],
    options: { seeds: 8, minutes: 0.5, trace: true, out: "a" },
  });
});

test.each([
  [["--sede", "7"], "sim: unknown option '--sede'; options are --seeds, --seed, --minutes"],
  [["-x"], "unknown option '-x'"],
  [["--constructor", "1"], "unknown option '--constructor'"],
  [["--seeds", "0"], "--seeds takes a whole number from 1 to 900, not '0'"],
  [["--seeds", "1.5"], "not '1.5'"],
  [["--seeds", "-1"], "not '-1'"],
  [["--minutes", "ten"], "--minutes takes a number from 0.1 to 60, not 'ten'"],
  [["--seeds"], "option '--seeds' needs a value"],
  [["--seeds", "--trace"], "option '--seeds' needs a value"],
  [["--trace=yes"], "option '--trace' takes no value"],
  [["--pace", "slow"], "--pace takes keynote, booth, not 'slow'"],
  [["--lang", "fr"], "--lang takes en, zh, not 'fr'"],
  [["tests"], "'tests' is not taken; allowed are lint, types"],
])("%j is refused by name, with what is allowed", (args, complaint) => {
  const asked = read(...args);
  expect(asked.kind).toBe("refused");
  expect(asked.kind === "refused" && asked.text).toContain(complaint);
});

test("a word with line ends in it is refused in one line", () => {
  expect(read("--pace", "a\nb\u001b[2J")).toEqual({
    kind: "refused",
    text: "sim: --pace takes keynote, booth, not 'a\\nb\\u001b[2J'",
  });
});

test("a program that takes no words, or one, says so", () => {
  const { words, ...none } = program;
  expect(readProgramWords(none, ["lint"], {})).toMatchObject({ kind: "refused" });
  const one = { ...program, words: { ...words, max: 1 } };
  expect(readProgramWords(one, ["lint"], {})).toMatchObject({ kind: "go" });
  expect(readProgramWords(one, ["lint", "types"], {})).toEqual({
    kind: "refused",
    text: "sim: 'types' is one word too many; 1 at most",
  });
});

test("help names every option with its limits and what it is otherwise", () => {
  const asked = read("--seeds", "0", "--help");
  expect(asked.kind === "help" && asked.text).toBe(`Usage: npm run sim -- [STEP ...] [options]

Runs five rooms.

  STEP                  only these: lint, types
  --seeds N             runs, 1 to 900 (default: 500)
  --seed N              one, 0 to 9
  --minutes N           how long, 0.1 to 60 (default: 1)
  --trace               every event
  --pace keynote|booth  how fast (default: keynote)
  --kind NAME           of trouble: calm, lossy network
  --out FILE            where
  --lang en|zh          the language of what is printed here (the terminal's)
  -h, --help            show this help

Exit codes: 0, 2.`);
});

test("help and refusals are in the language that is asked for, or the terminal's", () => {
  const asked = read("-h", "--lang", "zh");
  expect(asked.kind === "help" && asked.text).toContain(
    "  --seeds N             次数，1至900（默认：500）",
  );
  expect(readProgramWords(program, ["--sede"], { LC_ALL: "zh_CN.UTF-8" })).toMatchObject({
    text: expect.stringContaining("sim: 没有选项“--sede”"),
  });
});
