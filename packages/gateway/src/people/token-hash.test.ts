import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { tokenHashOf as hashOf } from "./token-hash.ts";

const tokenHashOf = (text: string, synthetic: boolean): string =>
  hashOf(text, synthetic, {
    sha256: (bytes) => createHash("sha256").update(bytes).digest(),
    encodeText: (each) => new TextEncoder().encode(each),
  });
const token = "0123456789abcdef0123456789abcdef";

test("the first bit says whether an attendee is synthetic, the others are the token's hash", () => {
  const person = tokenHashOf(token, false);
  const synthetic = tokenHashOf(token, true);
  expect(person).toMatch(/^[0-7][0-9a-f]{63}$/);
  expect(synthetic).toMatch(/^[89a-f][0-9a-f]{63}$/);
  expect(synthetic.slice(1)).toBe(person.slice(1));
  expect(Number.parseInt(synthetic[0]!, 16) - 8).toBe(Number.parseInt(person[0]!, 16));
  expect(tokenHashOf(token.replace("0", "1"), false)).not.toBe(person);
});
