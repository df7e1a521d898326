import { expect, test } from "vitest";
import { inOneLine } from "./one-line.ts";

test.each([
  ["a\r\n\tb", String.raw`a\r\n\tb`],
  ["\u001b[2J", String.raw`\u001b[2J`],
  ["\u0085", String.raw`\u0085`],
  // What ends a line for some, turns the reading around, or is not seen at all.
  ["a\u2028b\u2029", String.raw`a\u2028b\u2029`],
  ["\u202Esdloh", String.raw`\u202esdloh`],
  ["\u2066\u200B\uFEFF", String.raw`\u2066\u200b\ufeff`],
  ["\u{E0041}", String.raw`\udb40\udc41`],
  ["/srv/数据 é 😀/a b", "/srv/数据 é 😀/a b"],
])("%j is said back as %s", (given, said) => {
  expect(inOneLine(given)).toBe(said);
});
