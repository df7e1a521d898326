import { expect, test } from "vitest";
import { heapPerMinute } from "./heap-slope.ts";

test("a heap that grows by half a MiB in a minute", () => {
  const samples = [0, 20, 40, 60].map((atS) => ({ atS, mebibytes: 12 + atS / 120 }));
  expect(heapPerMinute(samples)).toBeCloseTo(0.5);
});

test("a heap that comes back to where it was is flat, whatever it does in between", () => {
  const heap = [12, 13, 12, 13, 12];
  const samples = heap.map((mebibytes, position) => ({ atS: position * 10, mebibytes }));
  expect(heapPerMinute(samples)).toBeCloseTo(0);
});

test("one sample says nothing of growth", () => {
  expect(heapPerMinute([{ atS: 3, mebibytes: 12 }])).toBeNaN();
});
