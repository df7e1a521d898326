/** Bytes as people and JSON see them: lower-case hex, in the order in which the bytes lie in memory. */

const digits = "0123456789abcdef";

function hexOfWord(word: number): string {
  let text = "";
  for (let byte = 0; byte < 4; byte++) {
    const value = (word >>> (8 * byte)) & 0xff;
    text += digits.charAt(value >>> 4) + digits.charAt(value & 15);
  }
  return text;
}

/** 16 digits for two little-endian words. */
export function hexOfWords(first: number, second: number): string {
  return hexOfWord(first) + hexOfWord(second);
}

/** Word number `word` of a text that consists of hex digits; unsigned. */
export function wordOfHex(hex: string, word: number): number {
  let value = 0;
  for (let byte = 0; byte < 4; byte++) {
    const at = 8 * word + 2 * byte;
    value |= Number.parseInt(hex.slice(at, at + 2), 16) << (8 * byte);
  }
  return value >>> 0;
}

export function isHex(text: unknown, length: number): text is string {
  return typeof text === "string" && text.length === length && /^[0-9a-f]*$/.test(text);
}
