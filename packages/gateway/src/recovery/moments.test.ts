import { expect, test } from "vitest";
import { Moments } from "./moments.ts";

test("T3: of all that is told of an entry the earliest is its moment, whoever tells it and whenever", () => {
  const moments = new Moments();
  expect(moments.at(7)).toBeNull();
  moments.learn(7, 1_050);
  moments.told(7, 30, 1_060);
  expect(moments.at(7)).toBe(1_030);
  moments.told(7, 0, 2_000);
  moments.told(7, null, 2_000);
  moments.learn(7, 1_040);
  expect(moments.at(7)).toBe(1_030);
});

test("no entry has no moment", () => {
  const moments = new Moments();
  moments.told(0, 5, 100);
  expect(moments.at(0)).toBeNull();
});

test("of more entries than are remembered the oldest are forgotten", () => {
  const moments = new Moments(undefined, 3);
  for (const entry of [5, 9, 6, 8]) moments.learn(entry, entry * 10);
  expect([5, 6, 8, 9].map((entry) => moments.at(entry))).toEqual([null, 60, 80, 90]);
});

test("what an incident is told by is not forgotten, however much comes after it", () => {
  const needed = new Set([5, 6]);
  const moments = new Moments(() => needed, 4);
  for (const entry of [5, 6, 7, 8, 9, 10]) moments.learn(entry, entry * 10);
  expect([5, 6, 7, 8, 9, 10].map((entry) => moments.at(entry))).toEqual([
    50,
    60,
    null,
    null,
    90,
    100,
  ]);
});
