import { expect, test } from "vitest";
import { StopPresses } from "./stop-presses.ts";

test("the first Ctrl-C stops a show, the one that npm hands on is the same, and a second ends everything at once", () => {
  const presses = new StopPresses();
  expect(presses.isStopping).toBe(false);
  expect([0, 40, 500, 501].map((nowMs) => presses.pressed(nowMs))).toEqual([
    "stop",
    "same-press",
    "same-press",
    "end-at-once",
  ]);
});

test("a run that ends by itself, and only waits for a report, ends at once with the first Ctrl-C, as the terminal says", () => {
  const presses = new StopPresses();
  presses.endsByItself();
  expect(presses.isStopping).toBe(true);
  expect(presses.pressed(0)).toBe("end-at-once");
});

test("a Ctrl-C just before a run ends by itself is no second one when npm hands it on", () => {
  const presses = new StopPresses();
  presses.pressed(0);
  presses.endsByItself();
  expect(presses.pressed(10)).toBe("same-press");
});
