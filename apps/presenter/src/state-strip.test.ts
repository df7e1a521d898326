import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), "utf8");
const styles = read("features/frame/state-strip.css");

/** What a rule takes of the column, px; null where it says nothing of it. */
function tallIn(rule: string): number | null {
  const height = /\bheight: (\d+)px/u.exec(rule)?.[1];
  const margin = /margin-bottom: (-?\d+)px/u.exec(rule)?.[1] ?? "0";
  return height === undefined ? null : Number(height) + Number(margin);
}

test("in every state the strip takes as much of the column: no button moves under a finger", () => {
  const rules = styles.split("}").filter((rule) => rule.includes(".state-strip"));
  const tall = rules.map(tallIn).filter((each) => each !== null);
  expect(tall.length).toBeGreaterThan(1);
  expect(new Set(tall)).toEqual(new Set([10]));
});

test("however far down one is, the strip is in sight with the bar above it", () => {
  const head = read("console.css")
    .split("}")
    .find((rule) => rule.includes(".console-head"));
  expect(head).toContain("position: sticky");
  const inHead = /className="console-head">(.*?)<\/div>/su.exec(read("console.tsx"))?.[1];
  expect(inHead).toContain("<TopBar");
  expect(inHead).toContain("<StateStrip");
});

test("the frame of a blank screen's mirror lies over the picture: it takes no more of the column than the one before", () => {
  const mirror = read("features/mirror/mirror.css");
  const px = (pattern: RegExp): number => Number(pattern.exec(mirror)?.[1]);
  const usual = px(/\.mirror \{[^}]*border: (\d+)px/u);
  const blank = px(/\[data-blank="true"\] \{[^}]*border-width: (\d+)px/u);
  const overlap = px(/\[data-blank="true"\] \.mirror-frame \{[^}]*margin: -(\d+)px/u);
  expect({ usual, blank, overlap }).toEqual({ usual: 3, blank: 14, overlap: 14 - 3 });
});

test("the reason why cables cannot be cut has its line also while there is none", () => {
  const empty = /\.cables-title \.hint:empty::before \{\s*content: "\\200b"/u;
  expect(read("features/cables/cables.css")).toMatch(empty);
});
