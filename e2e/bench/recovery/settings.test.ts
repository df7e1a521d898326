import { expect, test } from "vitest";
import { settingsOf } from "./settings.ts";

test("without words ten trials at full speed, and a minute without a cut", () => {
  expect(settingsOf([])).toEqual({ trials: 10, rate: 500, minutes: 1, all: false, json: null });
});

test("every word is taken", () => {
  const words = ["--trials", "30", "--rate=800", "--minutes", "0.5", "--all", "--json", "/r.json"];
  expect(settingsOf(words)).toEqual({
    trials: 30,
    rate: 800,
    minutes: 0.5,
    all: true,
    json: "/r.json",
  });
});

test.each([
  [["--trials", "-1"], "--trials"],
  [["--trials", "1.5"], "--trials takes a whole number from 0 on"],
  [["--trials="], "--trials takes a whole number from 0 on"],
  [["--rate", "50"], "--rate takes 100 to 5000"],
  [["--minutes", "x"], "--minutes takes 0 to 600"],
  [["--trails", "3"], "recovery [--trials 10]"],
  [["30"], "recovery [--trials 10]"],
])("%j is refused with what is allowed", (words, sentence) => {
  expect(settingsOf(words)).toEqual(expect.stringContaining(sentence));
});
