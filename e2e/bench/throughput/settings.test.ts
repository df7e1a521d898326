import { expect, test } from "vitest";
import { settingsOf } from "./settings.ts";

test("without words everything is measured with 65,536 payers in full frames", () => {
  expect(settingsOf([])).toMatchObject({
    payers: 65_536,
    frame: 4_096,
    runs: 3,
    pace: "keynote",
    only: null,
    profile: null,
    json: null,
  });
});

test.each([
  [["--payers", "90000"], "--payers takes 1000 to 89000"],
  [["--frame", "4097"], "--frame takes at most 4096"],
  [["--runs", "0"], "--runs takes a whole number from 1 on"],
  [["--pace", "fast"], "--pace takes keynote, booth or full-speed, not fast"],
  [["--only", "all"], "--only takes idle, single, batches, not all"],
  [["--speed", "9"], "--speed"],
])("%j is refused with what is allowed", (words, sentence) => {
  expect(settingsOf(words)).toEqual(expect.stringContaining(sentence));
});
