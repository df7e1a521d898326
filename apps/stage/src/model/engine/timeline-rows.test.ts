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
