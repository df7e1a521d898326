import { assert, constantFrom, integer, property, string } from "fast-check";
import { expect, test } from "vitest";
import {
  asCents,
  formatCents,
  initialFundsCents,
  parseAmount,
  transferMaxCents,
  type Cents,
} from "./money.ts";

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
  // However much it is, it is an amount.
  for (const text of [
    "10000.01",
    "1234567890123",
    "9".repeat(400),
    `${"9".repeat(30)}.50`,
    `${"9".repeat(30)},5`,
    "999,999,999,999,999,999,999.99",
  ])
    expect(refusal(text), text).toBe("amount-too-large");
  for (const text of [
    "",
    "abc",
    "-1",
    "1.234",
    "1e3",
    "NaN",
    "Infinity",
    "8,88,x",
    "٣",
    "8 8",
    "--1",
  ]) {
    expect(refusal(text), text).toBe("amount-invalid");
  }
});

test.each([
  ["8,88", 888],
  ["8,8", 880],
  ["1,00", 100],
  ["1,000", 100_000],
  ["1,000.5", 100_050],
  ["\uff18\uff0e\uff18\uff18", 888],
  ["\uff18\uff0c\uff18\uff18", 888],
  ["8\u300288", 888],
  ["\uffe58.88", 888],
  ["\u00a5 8.88", 888],
  ["8.88\u5143", 888],
  ["\u00a08.88\u202f", 888],
  ["\u202d8.88\u202c", 888],
  ["\ufeff\u20ac\u200b 1,234.5\u200f", 123_450],
  ["0,5", 50],
  ["\uff11\uff12\uff0e\uff15", 1_250],
])("%s is %s cents, whatever the keyboard", (text, cents) => {
  expect(parseAmount(text)).toEqual({ ok: true, cents });
});

test.each([
  "8,8888",
  "1,0000",
  "1,00,000",
  "1,000,5",
  "1.000,50",
  "1.000",
  ",88",
  "8,",
  "12,34.5",
  // Nobody writes thousands that begin with a zero: it is less than one, with a decimal too many.
  "0,888",
  "0,500",
  "00,888",
  "012,345",
  "0,000,001",
  "\uff10\uff0c\uff18\uff18\uff18",
])("%s may mean two amounts, and is refused", (text) =>
  expect(parseAmount(text)).toEqual({ ok: false, refusal: "amount-invalid" }),
);

const payable = integer({ min: 1, max: transferMaxCents }).map(asCents);
/** As an interpreter of our own: what the parser may make of a text at most. */
const is = (cents: Cents, text: string): boolean => {
  const parsed = parseAmount(text);
  return parsed.ok && parsed.cents === cents;
};

test.each([
  "1,234,56",
  "1 234,56",
  "1\u00a0234.56",
  "1'234.56",
  "1e3",
  "\u0661\u0662\u066b\u0665",
  "\u2212" + "8.88",
  "+8.88",
  "0x10",
  "8.88.8",
  "\u00a5\u00a58.88",
  "8\ud83d\ude00",
  "8\u00b2",
  "1\u2080",
  "1\u00bd",
  "\u202e88.21\u202c",
])("%s is no amount that everybody reads alike, and is refused", (text) =>
  expect(parseAmount(text)).toEqual({ ok: false, refusal: "amount-invalid" }),
);

test("whatever is pasted is judged, however much it is", () => {
  // In the square of its length this would be half a million million steps.
  const spaces = " ".repeat(1_000_000);
  expect(parseAmount(`8${spaces}8`).ok).toBe(false);
  expect(parseAmount(`${spaces}8.88${spaces}\u5143`)).toEqual({ ok: true, cents: 888 });
});

test("every amount that we write is read back as itself, also in full width", () => {
  const fullWidth = (text: string): string =>
    text.replace(/[!-~]/g, (sign) => String.fromCodePoint(sign.codePointAt(0)! + 0xfee0));
  assert(
    property(payable, (cents) => {
      const text = formatCents(cents);
      return [text, fullWidth(text), text.replace(/,/g, ""), ` ${text}\n`].every((each) =>
        is(cents, each),
      );
    }),
  );
});

test("an amount in the writing of whatever country is that amount or refused, never another one", () => {
  const locales = constantFrom(
    "en-US",
    "zh-CN",
    "de-DE",
    "fr-FR",
    "en-IN",
    "de-CH",
    "sv-SE",
    "ar-EG",
  );
  assert(
    property(payable, locales, (cents, locale) => {
      const text = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(cents / 100);
      const parsed = parseAmount(text);
      return !parsed.ok || parsed.cents === cents;
    }),
  );
});

test("a currency's sign says nothing, before the amount or behind it, as its country writes it", () => {
  const below = integer({ min: 1, max: 99_999 }).map(asCents);
  const ways = constantFrom(
    ["de-DE", "EUR"],
    ["fr-FR", "EUR"],
    ["en-IE", "EUR"],
    ["en-US", "USD"],
    ["de-DE", "USD"],
    ["zh-CN", "CNY"],
    ["de-DE", "CNY"],
  );
  assert(
    property(below, ways, (cents, [locale, currency]) => {
      const style = { style: "currency", currencyDisplay: "narrowSymbol" } as const;
      return is(cents, new Intl.NumberFormat(locale, { ...style, currency }).format(cents / 100));
    }),
  );
  expect(is(asCents(888), "\uffe58.88\u5143")).toBe(true);
});

test("no text at all is read as more than its digits say", () => {
  assert(
    property(
      string({ unit: constantFrom(...Array.from("0123456789,.\uff0c\uff0e -")) }),
      (text) => {
        const parsed = parseAmount(text);
        if (!parsed.ok) return true;
        const digits = text.normalize("NFKC").replace(/\D/g, "");
        // Never more than the digits as cents, times a hundred where no decimals were written.
        return parsed.cents <= Number(digits) * 100 && parsed.cents <= transferMaxCents;
      },
    ),
  );
});
