import { parseAmount } from "@cablecut/protocol";
import { array, assert, constantFrom, property } from "fast-check";
import { expect, test } from "vitest";
import {
  amountKeys,
  firstAmount,
  pressKey,
  typeAccountNumber,
  typeAmount,
  typeOver,
  type AmountKey,
} from "./amount-entry.ts";

const press = (...keys: AmountKey[]): string => keys.reduce(pressKey, firstAmount).text;

test("the first digit begins anew, and nothing but an amount can be pressed", () => {
  expect(firstAmount.text).toBe("8.88");
  expect(press("5")).toBe("5");
  expect(press("1", "00", ".", "5", "0", "9")).toBe("100.50");
  expect(press(".")).toBe("0.");
  expect(press("0", "0", "7")).toBe("7");
  expect(press("0", "00")).toBe("0");
  expect(press("1", ".", ".", "2")).toBe("1.2");
  expect(press("1", ".", "5", "00")).toBe("1.50");
  expect(press("erase")).toBe("8.8");
  expect(press("erase", "erase", "erase", "erase", "erase")).toBe("");
});

test("whatever is pressed is an amount, or nothing, or refused for what it is worth", () => {
  assert(
    property(array(constantFrom(...amountKeys, "erase" as const)), (keys) => {
      const text = press(...keys);
      const parsed = parseAmount(text);
      return parsed.ok || text === "" || parsed.refusal !== "amount-invalid";
    }),
  );
});

test("a key behind what was pasted leaves its comma what it was", () => {
  const pressed = (pasted: string, ...keys: AmountKey[]): string =>
    keys.reduce(pressKey, typeAmount(pasted)).text;
  for (const [pasted, key, then] of [
    ["8,88", "8", "8.88"],
    ["8,8", "8", "8.88"],
    ["8,", "5", "8.5"],
    ["8,8", "00", "8.80"],
    ["8,888", "erase", "888"],
    ["1,000", "5", "10005"],
    ["1,000", ".", "1000."],
    ["1,234.5", "6", "1234.56"],
    ["8,88", "erase", "8.8"],
    ["0,888", "erase", "0,88"],
    ["\uff18\uff0c\uff18\uff18", "8", "8.88"],
  ] as const)
    expect(pressed(pasted, key), `${pasted} ${key}`).toBe(then);
  // What nobody can read is not made an amount by a key.
  for (const [pasted, key] of [
    ["1,2,3", "4"],
    ["0,888", "5"],
    ["1.000,5", "0"],
  ] as const)
    expect(parseAmount(pressed(pasted, key)).ok, `${pasted} ${key}`).toBe(false);
});

test("what is pasted is normalised, cleaned, then cut", () => {
  expect(typeAmount("\uff11\uff0c\uff10\uff10\uff10\uff0e\uff15").text).toBe("1,000.5");
  expect(typeAmount("  8.88 \u5143\n").text).toBe("8.88");
  // What is no amount stays to be seen, and is refused.
  for (const text of ["-8.88", "8e5", "8 or 9"])
    expect(parseAmount(typeAmount(text).text).ok, text).toBe(false);
  expect(typeAccountNumber("No. \uff11\uff10-2 34567")).toBe("10234");
  expect(typeAccountNumber("http://192.168.1.5:8080/?pay=10234")).toBe("10234");
  expect(typeAccountNumber("https://show.example/?lang=zh&pay=10234#x")).toBe("10234");
  expect(typeAccountNumber("\u202d10\u00a0234\u202c")).toBe("10234");
  for (const text of [
    "http://192.168.1.5:8080/",
    "http://192.168.1.5:8080/?pay=102345",
    "192.168.1.5/?pay=abc",
    "192.168.1.5:8080",
    "\u0661\u0660\u0662\u0663\u0664",
    "\ud83d\ude00".repeat(2_500),
  ])
    expect(typeAccountNumber(text), text.slice(0, 40)).toBe("");
});

test("a keyboard's point over an untouched amount begins one below one", () => {
  const untouched = { text: "8.88", untouched: true };
  expect(typeOver(untouched, "8.88.", ".").text).toBe("0.");
  expect(typeOver(untouched, "8.885", "5").text).toBe("5");
  expect(typeOver({ ...untouched, untouched: false }, "8.", ".").text).toBe("8.");
});

test("what is cut is no amount any more", () => {
  for (const text of [
    "000000000012,345",
    "00000000012.345",
    `8.88${" ".repeat(20)}8888`,
    `${"0".repeat(10_000)}8.88`,
    "8".repeat(10_000),
  ]) {
    const typed = typeAmount(text).text;
    expect(typed.length, text.slice(0, 30)).toBeLessThan(20);
    expect(parseAmount(typed).ok, text.slice(0, 30)).toBe(false);
  }
  expect(typeAmount("\u200e8.88\u200f").text).toBe("8.88");
});

test("an amount that is too long for the field is too large, and no amount where it is none", () => {
  for (const [text, refusal] of [
    ["9".repeat(23), "amount-too-large"],
    [`${"9".repeat(23)}.50`, "amount-too-large"],
    ["999,999,999,999,999,999.99", "amount-too-large"],
    [`${"0".repeat(20)}10001`, "amount-too-large"],
    [`${"9".repeat(23)}x`, "amount-invalid"],
    [`-${"9".repeat(23)}`, "amount-invalid"],
    ["1,2,3,4,5,6,7,8,9,0", "amount-invalid"],
    [`${"0".repeat(20)}8.88`, "amount-invalid"],
  ] as const) {
    const typed = typeAmount(text).text;
    expect(typed.length, text).toBeLessThan(19);
    expect(parseAmount(typed), text).toEqual({ ok: false, refusal });
  }
});
