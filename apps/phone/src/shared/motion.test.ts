import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const source = fileURLToPath(new URL("..", import.meta.url));
const styles = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".css"))
  .map((file) => ({ file, css: readFileSync(join(source, file), "utf8") }));
/** What is moved without another layout. */
const cheap = ["opacity", "transform"];

/** The properties that a style animates: of its keyframes, and of its transitions. */
function animatedIn(css: string): readonly string[] {
  const plain = css.replace(/\/\*[\s\S]*?\*\//g, "");
  const keyframes = Array.from(
    plain.matchAll(/@keyframes[^{]*\{((?:[^{}]*\{[^{}]*\})*)/g),
    ([, steps = ""]) => Array.from(steps.matchAll(/([a-z-]+)\s*:/g), ([, name = ""]) => name),
  );
  const transitions = Array.from(plain.matchAll(/transition\s*:\s*([^;]+);/g), ([, value = ""]) =>
    value
      .replace(/\([^)]*\)/g, "")
      .split(",")
      .map((part) => part.trim().split(/\s+/)[0] ?? ""),
  );
  return [...keyframes, ...transitions].flat();
}

test("nothing on the phone is animated that takes another layout or another painting", () => {
  const animated = styles.flatMap(({ file, css }) =>
    animatedIn(css).map((property) => ({ file, property })),
  );
  // Styles that were not read would pass as well.
  expect(animated.length).toBeGreaterThan(8);
  expect(animated.filter(({ property }) => !cheap.includes(property))).toEqual([]);
});

test("where motion is reduced a change is there at once: a transition of a millisecond begins with a frame of what was before", () => {
  const reduced = styles.flatMap(({ css }) =>
    Array.from(css.matchAll(/transition-duration: ([^;]+?) !important/g), ([, value]) => value),
  );
  expect(reduced).toEqual(["0s"]);
});
