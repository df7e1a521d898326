import type { Hall } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { Recent } from "./recent.ts";

test("those who come in together are told one picture of the hall, never one of before what all were told", () => {
  let nowMs = 1_000;
  let looks = 0;
  const view = new Recent<Hall>(
    () => {
      looks += 1;
      return { cue: { tapped: looks, joined: 9 }, incident: null };
    },
    () => nowMs,
    50,
  );
  const tapped = (hall: Hall): number | undefined => hall.cue?.tapped;
  expect(Array.from({ length: 1_000 }, () => tapped(view.recent()))).toEqual(
    Array.from({ length: 1_000 }, () => 1),
  );
  nowMs += 10;
  expect(tapped(view.now())).toBe(2);
  expect(tapped(view.recent())).toBe(2);
  nowMs += 49;
  expect(tapped(view.recent())).toBe(2);
  nowMs += 1;
  expect(tapped(view.recent())).toBe(3);
  expect(looks).toBe(3);
});

test("what all have been told meanwhile, and nobody will be told again, is looked up anew", () => {
  let looks = 0;
  const view = new Recent(
    () => (looks += 1),
    () => 0,
    50,
  );
  expect([view.recent(), view.recent()]).toEqual([1, 1]);
  view.forget();
  expect(view.recent()).toBe(2);
});
