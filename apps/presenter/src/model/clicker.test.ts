import { expect, test } from "vitest";
import {
  armedMs,
  armedNow,
  idleClicker,
  press,
  pressOfKey,
  pressOnceMs,
  type ClickerPress,
  type ClickerState,
} from "./clicker.ts";

const cut = { name: "cut", hold: true };
const cue = { name: "cue", hold: false };

/** Presses at these times; returns the effects by name. */
function presses(steps: readonly (readonly [ClickerPress, number, typeof cut | null])[]): {
  effects: string[];
  state: ClickerState;
} {
  let state = idleClicker;
  const effects = steps.map(([key, atMs, act]) => {
    const step = press(state, key, atMs, act);
    state = step.state;
    return step.effect.kind;
  });
  return { effects, state };
}

test("what needs no holding fires at once", () => {
  expect(presses([["next", 0, cue]]).effects).toEqual(["fire"]);
});

test("what needs holding is armed first and fired by the next press", () => {
  const { effects, state } = presses([
    ["next", 0, cut],
    ["next", 3_000, cut],
  ]);
  expect(effects).toEqual(["armed", "fire"]);
  expect(state.armed).toBeNull();
});

test("presses within 800 ms count once, counted from the one that counted", () => {
  const { effects } = presses([
    ["next", 0, cut],
    ["next", 500, cut],
    ["next", pressOnceMs - 1, cut],
    ["next", pressOnceMs, cut],
  ]);
  expect(effects).toEqual(["armed", "none", "none", "fire"]);
});

test("an armed act is disarmed after ten seconds and must be armed again", () => {
  const { effects, state } = presses([
    ["next", 0, cut],
    ["next", armedMs, cut],
  ]);
  expect(effects).toEqual(["armed", "armed"]);
  expect(armedNow(state, armedMs + 1)).not.toBeNull();
});

test("an armed act does not fire another one that took its place meanwhile", () => {
  const restore = { name: "restore", hold: true };
  expect(
    presses([
      ["next", 0, cut],
      ["next", 2_000, restore],
    ]).effects,
  ).toEqual(["armed", "armed"]);
});

test("back disarms first, and only then goes back", () => {
  expect(
    presses([
      ["next", 0, cut],
      ["back", 100, cut],
      ["back", 2_000, cut],
      ["next", 3_000, cut],
    ]).effects,
  ).toEqual(["armed", "disarmed", "back", "armed"]);
});

test("blank works while an act is armed, and leaves it armed", () => {
  expect(
    presses([
      ["next", 0, cut],
      ["blank", 1_000, cut],
      ["next", 2_000, cut],
    ]).effects,
  ).toEqual(["armed", "blank", "fire"]);
});

test("while the rooms switch, next does nothing", () => {
  expect(presses([["next", 0, null]]).effects).toEqual(["none"]);
});

test("F5, Escape and Tab of a clicker mean nothing; B and the full stop blank", () => {
  expect(["F5", "Escape", "Tab", "Enter"].map(pressOfKey)).toEqual([null, null, null, null]);
  expect(["b", "B", "."].map(pressOfKey)).toEqual(["blank", "blank", "blank"]);
  expect([pressOfKey("PageDown"), pressOfKey("PageUp")]).toEqual(["next", "back"]);
});
