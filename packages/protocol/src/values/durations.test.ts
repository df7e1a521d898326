import { expect, test } from "vitest";
import { formatSeconds } from "./durations.ts";

test("seconds are cut off, never rounded up to more than was measured", () => {
  expect(formatSeconds(25_999.9)).toBe("25.9");
  expect(formatSeconds(26_000)).toBe("26.0");
  expect(formatSeconds(40)).toBe("0.0");
});

test("from 1,000 s on there are whole seconds", () => {
  expect(formatSeconds(999_999)).toBe("999.9");
  expect(formatSeconds(1_000_900)).toBe("1000");
});
