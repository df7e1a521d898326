import fc from "fast-check";
import { expect, test } from "vitest";
import { mergedArchives } from "./merged-archives.ts";

type Archives = Parameters<typeof mergedArchives>[0];
type Archive = Archives[number];

function archive(
  room: number,
  lastEntry: number,
  ...gaps: readonly (readonly [from: number, to: number])[]
): Archive {
  const reason = room === 0 ? ("disk" as const) : ("dropped" as const);
  return {
    room,
    lastEntry,
    gaps: gaps.map(([from, to]) => ({ from, to, reason })),
    differsAt: null,
  };
}

test("what one archive lacks is read from another that holds it", () => {
  const torn = archive(0, 100, [41, 60]);
  const late = archive(3, 90, [1, 30]);
  expect(mergedArchives([torn, late])).toEqual({
    lastEntry: 100,
    sources: [
      { from: 1, to: 40, room: 0 },
      { from: 41, to: 90, room: 3 },
      { from: 91, to: 100, room: 0 },
    ],
    gaps: [],
  });
});

test("one that holds everything is the only one that is read; of equals the first room's", () => {
  const whole = archive(2, 100);
  expect(
    mergedArchives([archive(0, 100, [7, 7]), archive(1, 99), whole, { ...whole, room: 4 }]),
  ).toEqual({ lastEntry: 100, sources: [{ from: 1, to: 100, room: 2 }], gaps: [] });
});

test("what none of them holds is a gap, with the reasons of whoever goes on behind it; at the end nothing is missing", () => {
  const archives = [archive(0, 100, [20, 50]), archive(1, 70, [1, 30], [31, 60], [65, 70])];
  expect(mergedArchives(archives)).toEqual({
    lastEntry: 100,
    sources: [
      { from: 1, to: 19, room: 0 },
      { from: 51, to: 100, room: 0 },
    ],
    gaps: [{ from: 20, to: 50, reason: "disk" }],
  });
  const [, late] = archives;
  expect(mergedArchives([late!])).toEqual({
    lastEntry: 64,
    sources: [{ from: 61, to: 64, room: 1 }],
    gaps: [
      { from: 1, to: 30, reason: "dropped" },
      { from: 31, to: 60, reason: "dropped" },
    ],
  });
});

test("nothing is read from an archive from where it differs on; from none nothing", () => {
  const other = { ...archive(0, 100), differsAt: 31 };
  expect(mergedArchives([other, archive(1, 60, [1, 20])])).toMatchObject({
    lastEntry: 60,
    sources: [
      { from: 1, to: 30, room: 0 },
      { from: 31, to: 60, room: 1 },
    ],
  });
  expect(mergedArchives([])).toEqual({ lastEntry: 0, sources: [], gaps: [] });
  expect(mergedArchives([archive(0, 9, [1, 9])]).lastEntry).toBe(0);
});

test("whatever is missing where: every entry that anybody holds is read once, in order, from one who holds it", () => {
  const anArchive = fc.tuple(
    fc.array(fc.boolean(), { maxLength: 40 }),
    fc.integer({ min: 1, max: 50 }),
  );
  fc.assert(
    fc.property(fc.array(anArchive, { maxLength: 5 }), (drawn) => {
      const archives = drawn.map(([holds, differsAt], room): Archive => {
        const missing = holds.flatMap((isHeld, at): [number, number][] =>
          isHeld ? [] : [[at + 1, at + 1]],
        );
        return { ...archive(room, holds.length, ...missing), differsAt };
      });
      const holds = (room: number, entry: number): boolean =>
        drawn[room]![0][entry - 1] === true && entry < drawn[room]![1];
      const merged = mergedArchives(archives);
      const read = new Map<number, number>();
      for (const { from, to, room } of merged.sources)
        for (let entry = from; entry <= to; entry += 1) {
          expect(read.has(entry)).toBe(false);
          expect(holds(room, entry)).toBe(true);
          read.set(entry, room);
        }
      expect([...read.keys()]).toEqual([...read.keys()].toSorted((a, b) => a - b));
      const lacked = new Set(
        merged.gaps.flatMap(({ from, to }) =>
          Array.from({ length: to - from + 1 }, (_, at) => from + at),
        ),
      );
      for (let entry = 1; entry <= 50; entry += 1) {
        const isHeld = drawn.some((_, room) => holds(room, entry));
        expect(read.has(entry), `entry ${entry}`).toBe(isHeld);
        expect(lacked.has(entry)).toBe(!isHeld && entry < merged.lastEntry);
      }
    }),
  );
});
