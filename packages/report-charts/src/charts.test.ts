import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { charts } from "./charts.ts";

/** Left, top, width and height of every box in the wide drawing, px. */
function boxesIn(svg: string): { x: number; y: number; width: number; height: number }[] {
  const wide = svg.slice(0, svg.indexOf("</svg>"));
  return [...wide.matchAll(/d="M ([\d.]+),([\d.]+) h ([\d.]+) v ([\d.]+)/g)].map((found) => {
    const [x = 0, y = 0, width = 0, height = 0] = found.slice(1).map(Number);
    return { x, y, width, height };
  });
}

function wordsIn(svg: string): string[] {
  const wide = svg.slice(0, svg.indexOf("</svg>"));
  return [...wide.matchAll(/<tspan[^>]*>([^<]*)</g)].map(([, word = ""]) => word);
}

test("a column is as high as its time on the scale beside it", () => {
  const drawn = charts.columns([5_000, 10_000, 20_000], "recovery");
  const [first, second, third] = boxesIn(drawn).map(({ height }) => height);
  expect(second).toBeCloseTo(2 * (first ?? 0), 1);
  expect(third).toBeCloseTo(4 * (first ?? 0), 1);
  expect(wordsIn(drawn)).toEqual(expect.arrayContaining(["0 s", "5 s", "10 s", "20 s"]));
  const bottoms = boxesIn(drawn).map(({ y, height }) => Math.round(y + height));
  expect(new Set(bottoms).size).toBe(1);
});

test.each([
  [1, ["1"]],
  [2, ["1", "2"]],
  [7, ["1", "2", "4", "7"]],
  [40, ["1", "10", "20", "30", "40"]],
  [100, ["1", "20", "40", "60", "80", "100"]],
])("columns are numbered in whole numbers from the first to the last: %i", (count, numbers) => {
  const drawn = charts.columns(Array.from({ length: count }).fill(480) as number[], "recovery");
  expect(boxesIn(drawn)).toHaveLength(count);
  expect(wordsIn(drawn).filter((word) => !word.endsWith(" s"))).toEqual(numbers);
});

test("a bar begins where the one before it ended, and is as long as it took", () => {
  const bar = (fromMs: number, toMs: number, isWaited = false) => ({
    words: ["waited <here>", "等待"] as const,
    value: `${toMs - fromMs} ms`,
    fromMs,
    toMs,
    isWaited,
  });
  const drawn = charts.bars(
    [bar(0, 2_000), bar(2_000, 20_000, true), bar(20_000, 26_000)],
    "phases",
  );
  const [first, second, third] = boxesIn(drawn);
  expect(second?.x).toBeCloseTo((first?.x ?? 0) + (first?.width ?? 0), 1);
  expect(third?.x).toBeCloseTo((second?.x ?? 0) + (second?.width ?? 0), 1);
  expect((second?.width ?? 0) / (first?.width ?? 1)).toBeCloseTo(9, 1);
  expect(drawn).toContain("stroke-dasharray");
  expect(drawn).toContain("waited &lt;here&gt;");
  expect(wordsIn(drawn)).toContain("18000 ms");
});

test("what is not there is not drawn, and what is drawn twice is the same text", () => {
  expect(charts.columns([], "recovery")).toBe("");
  expect(charts.bars([], "phases")).toBe("");
  const one = charts.columns([20_100, 26_000], "recovery");
  expect(charts.columns([20_100, 26_000], "recovery")).toBe(one);
  expect(one).not.toMatch(/<script|style=|on[a-z]+=/);
});

test("a chart is drawn as it was: reports that were made are checked by drawing them anew", () => {
  const moved = {
    words: ["moved", "迁移"],
    value: "6.01 s",
    fromMs: 20_000,
    toMs: 26_012.5,
  } as const;
  const drawn =
    charts.columns([20_100, 20_250, 26_012.5], "recovery") +
    charts.bars([{ ...moved, isWaited: true }], "phases");
  const digest = createHash("sha256").update(drawn).digest("hex");
  // Another one, by a new version of a library say, is another page: raise `drawing` in packages/report as well.
  expect(digest).toBe("72e179e3624650dc0ebb47af1237686bfbd06a2d5749dbe304a9d579a4622374");
});
