import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

test("keys are sorted by their UTF-16 code units, and numbers and texts written as RFC 8785 has it", () => {
  // 3.2.3 and 3.2.2.3 of the RFC.
  const value = { "\u20ac": "Euro Sign", "\r": "Carriage Return", "1": "One", "\u0080": "Control" };
  expect(Object.keys(JSON.parse(canonicalJson(value)) as object)).toEqual([
    "1",
    "\r",
    "\u0080",
    "\u20ac",
  ]);
  const numbers: unknown = JSON.parse(
    "[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]",
  );
  expect(canonicalJson({ numbers })).toBe('{"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}');
  expect(canonicalJson('€$\u000f\nA\'B"\\\\"/')).toBe('"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
});

test("two texts of the same content have one canonical text", () => {
  expect(canonicalJson(JSON.parse('{ "b": 1.0, "a": [true, null] }'))).toBe(
    '{"a":[true,null],"b":1}',
  );
});
