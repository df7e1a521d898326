import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("where motion is reduced a change is there at once: a transition of a millisecond begins with a frame of what was before", () => {
  const css = readFileSync(new URL("theme.css", import.meta.url), "utf8");
  const reduced = Array.from(
    css.matchAll(/transition-duration: ([^;]+?) !important/g),
    ([, value]) => value,
  );
  expect(reduced).toEqual(["0s"]);
});
