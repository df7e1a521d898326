import type { EventLine } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { ToldLines } from "./told-lines.ts";

const cut = (cable: string, atMs: number): EventLine => ({
  atMs,
  kind: "cable-cut",
  values: { cable },
});
const log = [cut("hz-a/A", 10), cut("hz-b/A", 20), cut("hz-a/B", 20)];

function having(...lines: readonly EventLine[]): ToldLines {
  const told = new ToldLines();
  told.untold(lines, 1);
  return told;
}

test("every line is told once, also two of the same moment", () => {
  const told = new ToldLines();
  expect(told.untold(log.slice(0, 2), 1)).toEqual(log.slice(0, 2));
  expect(told.untold(log, 1)).toEqual([log[2]]);
  expect(told.untold(log, 1)).toEqual([]);
});

test("a gateway that was started again tells the past, which is not told again", () => {
  const later = cut("hz-b/B", 30);
  expect(having(...log).untold([...log, later], 2)).toEqual([later]);
  const known = having(...log, { atMs: 25, kind: "cue-on", values: {} });
  expect(known.untold([...log, later], 2)).toEqual([later]);
});

test("what one gateway told is not told again by the next one, which heard of it a moment later or in another order", () => {
  const back = (atMs: number): EventLine => ({ atMs, kind: "returned-by-itself", values: {} });
  const undrained = (atMs: number): EventLine => ({
    atMs,
    kind: "room-undrained",
    values: { room: "sh-b" },
  });
  const told = having(cut("hz-a/A", 10), undrained(61_490), back(61_500));
  // Its log grows by and by.
  expect(told.untold([], 2)).toEqual([]);
  expect(told.untold([cut("hz-a/A", 12)], 2)).toEqual([]);
  const known = [cut("hz-a/A", 12), back(62_024), undrained(62_030)];
  expect(told.untold(known, 2)).toEqual([]);
  expect(told.untold([...known, back(99_000)], 2)).toEqual([back(99_000)]);
});

test("what happens again is told again, also right after the gateway has changed", () => {
  const cue = (kind: "cue-on" | "cue-off", atMs: number): EventLine => ({ atMs, kind, values: {} });
  const told = having(cue("cue-on", 1_000));
  const next = [cue("cue-on", 1_200), cue("cue-off", 1_900), cue("cue-on", 2_500)];
  expect(told.untold(next, 2)).toEqual(next.slice(1));
});
