import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const styles = readFileSync(new URL("features/frame/state-strip.css", import.meta.url), "utf8");

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
