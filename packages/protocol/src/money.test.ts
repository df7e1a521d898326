import { expect, test } from "vitest";
import { asCents, formatCents, initialFundsCents, parseAmount, transferMaxCents } from "./money.ts";

test("funds are written with two decimals and thousands apart", () => {
  expect(formatCents(initialFundsCents)).toBe("1,000,000.00");
  expect(formatCents(asCents(888))).toBe("8.88");
  expect(formatCents(asCents(5))).toBe("0.05");
  expect(formatCents(asCents(0))).toBe("0.00");
  expect(formatCents(asCents(-123_456))).toBe("-1,234.56");
});

test("what a person types becomes cents, exactly", () => {
  const cents = (text: string): number | string => {
    const parsed = parseAmount(text);
    return parsed.ok ? parsed.cents : parsed.refusal;
  };
  expect(cents("8.88")).toBe(888);
  expect(cents(" 8 ")).toBe(800);
  expect(cents("8.5")).toBe(850);
  expect(cents("0.29")).toBe(29);
  expect(cents("1,000.10")).toBe(100_010);
  expect(cents("10000")).toBe(transferMaxCents);
});

test("amounts that no payment may have are refused by name", () => {
  const refusal = (text: string): string | null => {
    const parsed = parseAmount(text);
    return parsed.ok ? null : parsed.refusal;
  };
  expect(refusal("0")).toBe("amount-not-positive");
  expect(refusal("10000.01")).toBe("amount-too-large");
  for (const text of ["", "abc", "-1", "1.234", "1e3", "NaN", "Infinity", "8,88,x", "٣"]) {
    expect(refusal(text), text).toBe("amount-invalid");
  }
});
