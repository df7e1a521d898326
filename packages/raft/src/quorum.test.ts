import { expect, test } from "vitest";
import { quorumIndex, quorumSize } from "./quorum.ts";

test("a quorum is a majority", () => {
  expect([1, 3, 5, 7].map(quorumSize)).toEqual([1, 2, 3, 4]);
});

test("the quorum's index is the highest that a majority has", () => {
  expect(quorumIndex([7])).toBe(7);
  expect(quorumIndex([0, 9, 4])).toBe(4);
  expect(quorumIndex([10, 2, 9, 1, 3])).toBe(3);
  expect(quorumIndex([100, 20, 3, 0, 0, 0, 0])).toBe(0);
});
