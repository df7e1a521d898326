import { expect, test } from "vitest";
import { StopPresses } from "./stop-presses.ts";

/** Of a process that is given so many turns. */
function presses(): { presses: StopPresses; turns: (count: number) => void } {
  const waiting: (() => void)[] = [];
  return {
    presses: new StopPresses((act) => void waiting.push(act)),
    turns: (count) => {
      for (let turn = 0; turn < count; turn += 1) waiting.shift()?.();
    },
  };
}

test("the first Ctrl-C stops a show, the one that npm hands on is the same, and a second ends everything at once", () => {
  const { presses: those, turns } = presses();
  expect(those.isStopping).toBe(false);
  expect(those.pressed()).toBe("stop");
  expect(those.isStopping).toBe(true);
  expect(those.pressed()).toBe("same-press");
  turns(19);
  expect(those.pressed()).toBe("same-press");
  turns(1);
  expect(those.pressed()).toBe("end-at-once");
});

test("a Ctrl-C that npm hands on late, as on a busy machine this process has its own turns, costs no report", () => {
  const { presses: those, turns } = presses();
  those.pressed();
  // However late that is.
  turns(3);
  expect(those.pressed()).toBe("same-press");
});

test("a run that ends by itself, and only waits for a report, ends at once with the first Ctrl-C, as the terminal says", () => {
  const { presses: those } = presses();
  those.endsByItself();
  expect(those.isStopping).toBe(true);
  expect(those.pressed()).toBe("end-at-once");
});

test("a Ctrl-C just before a run ends by itself is no second one when npm hands it on", () => {
  const { presses: those } = presses();
  those.pressed();
  those.endsByItself();
  expect(those.pressed()).toBe("same-press");
});
