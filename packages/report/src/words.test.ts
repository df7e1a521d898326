import { expect, test } from "vitest";
import { countText, moneyText, secondsText, utcText } from "./words.ts";

test.each([
  0,
  951_782_400_000,
  1_709_164_799_999,
  1_795_853_647_250,
  4_102_444_800_000,
  Date.UTC(2100, 1, 28, 23, 59, 59, 999),
])("%d ms is the moment that a calendar has for it", (wallMs) => {
  const iso = new Date(wallMs).toISOString();
  expect(utcText(wallMs)).toBe(`${iso.slice(0, 10)} ${iso.slice(11, 23)} UTC`);
});

test("what is not known is a dash, never a zero", () => {
  expect([secondsText(null), countText(null), moneyText(null)]).toEqual(["—", "—", "—"]);
  expect([secondsText(25_930), countText(1_640), moneyText(-888)]).toEqual([
    "25.93 s",
    "1,640",
    "-8.88",
  ]);
});
