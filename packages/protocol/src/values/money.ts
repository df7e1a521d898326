import type { Branded } from "./ids.ts";

/**
 * Money is an integer count of the smallest unit, a cent of test funds; there is no fraction and no float arithmetic.
 * The largest sum that can occur, every account's funds together, is 9e12 and so a safe integer by far.
 */

/** Integer count of cents: a plain number at run time. Sums and differences are made by the functions below. */
export type Cents = Branded<number, "Cents">;

/**
 * The one place that makes `Cents` of a number. It checks nothing: call it where the number is an integer count of cents
 * because a table of the ledger, a frame or a schema says so. What a person typed goes through `parseAmount`, what a
 * message says through `centsSchema`.
 */
export function asCents(count: number): Cents {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the constructor of the brand
  return count as Cents;
}

export function addCents(one: Cents, other: Cents): Cents {
  return asCents(one + other);
}

export function subtractCents(from: Cents, amount: Cents): Cents {
  return asCents(from - amount);
}

/** Money that went out, in a list where what came in stands as well. */
export function negateCents(cents: Cents): Cents {
  return asCents(0 - cents);
}

/** What so many accounts were opened with; every account's funds together are this at any time. */
export function initialFundsOf(accounts: number): Cents {
  return asCents(accounts * initialFundsCents);
}

/** 1,000,000.00 for every account that is opened. */
export const initialFundsCents: Cents = asCents(100_000_000);
/** A payment is at most 10,000.00. */
export const transferMaxCents: Cents = asCents(1_000_000);
/** The amount of the common cue: 8.88. */
export const cueAmountCents: Cents = asCents(888);

/** "1,234,567.89", always with two decimals, the same in English and Chinese. */
export function formatCents(cents: Cents): string {
  const sign = cents < 0 ? "-" : "";
  const magnitude = Math.abs(cents);
  const whole = Math.floor(magnitude / 100);
  const rest = String(magnitude % 100).padStart(2, "0");
  return `${sign}${String(whole).replace(/\B(?=(\d{3})+$)/g, ",")}.${rest}`;
}

export type AmountRefusal = "amount-invalid" | "amount-not-positive" | "amount-too-large";

/** Raised and lowered digits, which NFKC takes for digits, so that "8²" would be 82; and what turns digits around to the eye. */
const misleading = /[\u00B2\u00B3\u00B9\u2070-\u2079\u2080-\u2089\u202E]/g;
/** Whole hundreds apart by commas before exactly three digits, or not at all; a full stop or one comma before decimals. */
const typedAmount = /^(\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.(\d{0,2}))?$|^(\d+),(\d{1,2})$/;

/**
 * Reads what a person typed ("8.88", "8", "1,000.5", "8,88", "８．８８"); at most two decimals; refuses by name what no
 * payment may be. A comma separates thousands only before exactly three digits; before one or two at the end it is a
 * decimal comma; anywhere else, and behind a zero, which no thousands begin with, nobody can say, and it is refused.
 */
export function parseAmount(
  text: string,
):
  | { readonly ok: true; readonly cents: Cents }
  | { readonly ok: false; readonly refusal: AmountRefusal } {
  const match = typedAmount.exec(cleanAmount(text));
  if (match === null) return { ok: false, refusal: "amount-invalid" };
  const whole = (match[1] ?? match[3] ?? "").replace(/,/g, "");
  const decimals = (match[2] ?? match[4] ?? "").padEnd(2, "0");
  const cents = asCents(Number(whole) * 100 + Number(decimals));
  // Also where it is more than can be counted exactly.
  if (cents > transferMaxCents) return { ok: false, refusal: "amount-too-large" };
  const refusal = refuseAmount(cents);
  return refusal === null ? { ok: true, cents } : { ok: false, refusal };
}

/**
 * What was typed or pasted, in plain characters: full-width digits and signs are those of ASCII (NFKC), a Chinese full
 * stop is a point, a currency's sign at either end says nothing, nor do marks that nobody sees, which come along with what
 * is copied. Looks at each character once, however much was pasted.
 */
export function cleanAmount(text: string): string {
  const plain = text
    .replace(misleading, "^")
    .normalize("NFKC")
    .replace(/。/g, ".")
    .replace(/\p{Cf}/gu, "")
    .trim();
  return plain
    .replace(/^[¥$€]/, "")
    .replace(/[¥$€元]$/, "")
    .trim();
}

/** Null for an amount that a payment may have, in cents. */
export function refuseAmount(cents: unknown): AmountRefusal | null {
  if (typeof cents !== "number" || !Number.isSafeInteger(cents)) return "amount-invalid";
  if (cents <= 0) return "amount-not-positive";
  if (cents > transferMaxCents) return "amount-too-large";
  return null;
}
