import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const styles = readFileSync(new URL("shared/page.css", import.meta.url), "utf8");
const declared = styles.matchAll(/--(?<name>[a-z-]+): #(?<hex>[0-9a-f]{6});/gu);
const colours = new Map<string, string>(
  [...declared].map(({ groups }) => [groups?.["name"] ?? "", groups?.["hex"] ?? ""]),
);

/** Relative luminance, WCAG 2.2. */
function luminanceOf(name: string): number {
  const hex = colours.get(name);
  if (hex === undefined) throw new Error(`no colour ${name}`);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ["ground", "surface", "surface-sunk", "control", "accent-soft"];
const inks = ["ink", "ink-soft", "warn", "warn-strong", "missing", "amber", "accent-strong"];

test("every word of the console stands out from every ground it may stand on, as AA asks", () => {
  const pairs = [
    ...inks.flatMap((ink) => grounds.map((ground) => [ink, ground] as const)),
    ["accent-ink", "accent"],
    ["amber-ink", "amber"],
    ["ground", "ink"],
    ["ground", "accent"],
  ] as const;
  const weak = pairs.filter(([ink, ground]) => contrast(ink, ground) < 4.5);
  expect(weak).toEqual([]);
});

test("what can be pressed has an edge that is seen, also where it cannot be pressed now its words are read", () => {
  for (const ground of ["ground", "surface", "surface-sunk"]) {
    expect(contrast("edge", ground), ground).toBeGreaterThanOrEqual(3);
    expect(contrast("ink-faint", ground), ground).toBeGreaterThanOrEqual(4.5);
  }
});
