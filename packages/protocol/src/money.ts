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

/** Reads what a person typed ("8.88", "8", "1,000.5"); at most two decimals; refuses by name what no payment may be. */
export function parseAmount(
  text: string,
):
  | { readonly ok: true; readonly cents: Cents }
  | { readonly ok: false; readonly refusal: AmountRefusal } {
  const match = /^(\d{1,12})(?:\.(\d{0,2}))?$/.exec(text.trim().replaceAll(",", ""));
  if (match === null) return { ok: false, refusal: "amount-invalid" };
  const cents = asCents(Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0")));
  const refusal = refuseAmount(cents);
  return refusal === null ? { ok: true, cents } : { ok: false, refusal };
}

/** Null for an amount that a payment may have, in cents. */
export function refuseAmount(cents: unknown): AmountRefusal | null {
  if (typeof cents !== "number" || !Number.isSafeInteger(cents)) return "amount-invalid";
  if (cents <= 0) return "amount-not-positive";
  if (cents > transferMaxCents) return "amount-too-large";
  return null;
}
