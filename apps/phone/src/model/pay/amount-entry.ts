import { cleanAmount, cueAmountCents, formatCents, parseAmount } from "@cablecut/protocol";

/** What stands in the amount's field. `untouched`: the next digit begins anew. */
export interface AmountEntry {
  readonly text: string;
  readonly untouched: boolean;
}

export const amountKeys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0", "00"] as const;
export type AmountKey = (typeof amountKeys)[number] | "erase";

/** Digits before the point; two more than any payment may have, so that too much is seen and refused by name. */
const wholeMax = 7;
const decimalsMax = 2;

export const firstAmount: AmountEntry = { text: formatCents(cueAmountCents), untouched: true };

/** One key of the own keypad. A key that would make no amount does nothing. */
export function pressKey({ text, untouched }: AmountEntry, key: AmountKey): AmountEntry {
  const plain = withoutCommas(text);
  if (key === "erase") return { text: plain.slice(0, -1), untouched: false };
  let after = untouched ? "" : plain;
  for (const sign of key) after = withSign(after, sign) ?? after;
  return { text: after, untouched: false };
}

/**
 * A comma that was typed or pasted means what it meant before the key: behind one digit more, or one less, a decimal comma
 * would set thousands apart, and the other way round.
 */
function withoutCommas(text: string): string {
  return /^[1-9]\d{0,2}(,\d{3})+(\.|$)/.test(text)
    ? text.replace(/,/g, "")
    : text.replace(/,(?=\d{0,2}$)/, ".");
}

function withSign(text: string, sign: string): string | null {
  const [whole = "", decimals] = text.split(".");
  if (sign === ".") return decimals === undefined ? `${text === "" ? "0" : text}.` : null;
  if (decimals !== undefined) return decimals.length < decimalsMax ? text + sign : null;
  if (whole === "0") return sign;
  return whole.length < wholeMax ? text + sign : null;
}

/** The longest text that can be an amount: "123,456,789,012.34". */
const amountTextMax = 18;

/**
 * What a keyboard typed or somebody pasted: normalised, cleaned, then cut. What is no amount stays to be seen, and is refused;
 * so is what was cut, whose beginning may be an amount that nobody meant. Of one that is far too large the first digits are too
 * large as well: it is refused as that, and not as no amount.
 */
export function typeAmount(text: string): AmountEntry {
  const clean = cleanAmount(text);
  if (clean.length <= amountTextMax) return { text: clean, untouched: false };
  const parsed = parseAmount(clean);
  const isTooLarge = !parsed.ok && parsed.refusal === "amount-too-large";
  const cut = isTooLarge
    ? clean.replace(/^0+|,/g, "").slice(0, amountTextMax)
    : `${clean.slice(0, amountTextMax - 1)}…`;
  return { text: cut, untouched: false };
}

/**
 * A keyboard or the clipboard over what stood there: `text` as it came out, `inserted` what was put in, where the browser tells. An
 * amount that nobody has touched gives way to it, as it does to the own keypad: 5 is 5, and not 8.885.
 */
export function typeOver(
  { untouched }: AmountEntry,
  text: string,
  inserted: string | null,
): AmountEntry {
  if (!untouched) return typeAmount(text);
  // A point alone begins an amount below one, as on the own keypad.
  return typeAmount(inserted === "." ? "0." : (inserted ?? text));
}

/**
 * The five digits of an account number out of whatever was typed or pasted; a payee's link is pasted as well. The digits of any
 * other address are no account's, also where it stands without its scheme.
 */
export function typeAccountNumber(text: string): string {
  const plain = text.normalize("NFKC");
  const linked = /[?&]pay=(\d{5})(?!\d)/.exec(plain)?.[1];
  if (linked !== undefined) return linked;
  return /:\/\/|\d\.\d|[?&]pay=/.test(plain) ? "" : plain.replace(/\D/g, "").slice(0, 5);
}
