import type { CableId, TimelineLine } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { foldCables } from "./timeline-rows.ts";

function line(atMs: number, kind: TimelineLine["kind"], cable: string | null = null): TimelineLine {
  return { atMs, kind, room: null, cable: cable as CableId | null };
}
const told = (lines: readonly TimelineLine[]) =>
  foldCables(lines).map(({ line: { atMs, kind, cable }, cables }) => [atMs, kind, cable, cables]);

test("cables of one cut are one row, whatever comes amid them because of them", () => {
  expect(
    told([
      line(-500, "cable-cut", "hz-a/A"),
      line(-250, "cable-cut", "hz-b/A"),
      line(0, "cable-cut", "hz-a/B"),
      line(0, "room-lost"),
      line(5_010, "cable-cut", "hz-b/B"),
    ]),
  ).toEqual([
    [-500, "cable-cut", null, 4],
    [0, "room-lost", null, 1],
  ]);
});

test("a cable that was cut minutes before is no part of the cut, and cables that are restored one by one are told one by one", () => {
  expect(
    told([
      line(-300_500, "cable-cut", "hz-a/A"),
      line(-300_250, "cable-cut", "hz-a/B"),
      line(-250, "cable-cut", "hz-b/A"),
      line(0, "cable-cut", "hz-b/B"),
      line(30_000, "cable-restored", "hz-a/A"),
      line(90_000, "cable-restored", "hz-b/A"),
    ]),
  ).toEqual([
    [-300_500, "cable-cut", null, 2],
    [-250, "cable-cut", null, 2],
    [30_000, "cable-restored", "hz-a/A", 1],
    [90_000, "cable-restored", "hz-b/A", 1],
  ]);
});

const city = ["hz-a/A", "hz-b/A", "hz-a/B", "hz-b/B"];
const each = (fromMs: number, kind: TimelineLine["kind"]) =>
  city.map((cable, at) => line(fromMs + at * 10, kind, cable));

test("a city that is cut, restored and cut again is four cables each time, and the cut that counts has its own moment", () => {
  const lines = [
    ...each(-6_500, "cable-cut"),
    ...each(-4_500, "cable-restored"),
    ...each(-500, "cable-cut"),
    line(0, "room-lost"),
  ];
  expect(told(lines)).toEqual([
    [-6_500, "cable-cut", null, 4],
    [-4_500, "cable-restored", null, 4],
    [-500, "cable-cut", null, 4],
    [0, "room-lost", null, 1],
  ]);
});

test("one cable is never two: neither cut again, nor silent one way and then both; nor is a cut one that was healed and another", () => {
  const again = [
    line(-4_000, "cable-cut", "hz-a/A"),
    line(-3_000, "cable-restored", "hz-a/A"),
    line(-2_000, "cable-cut", "hz-a/A"),
  ];
  expect(told(again).map((row) => row[3])).toEqual([1, 1, 1]);
  expect(told(again.filter(({ kind }) => kind === "cable-cut"))).toEqual([
    [-4_000, "cable-cut", "hz-a/A", 1],
    [-2_000, "cable-cut", "hz-a/A", 1],
  ]);
  expect(told([...again.slice(0, 2), line(-1_000, "cable-cut", "hz-b/A")])).toEqual([
    [-4_000, "cable-cut", "hz-a/A", 1],
    [-3_000, "cable-restored", "hz-a/A", 1],
    [-1_000, "cable-cut", "hz-b/A", 1],
  ]);
});
