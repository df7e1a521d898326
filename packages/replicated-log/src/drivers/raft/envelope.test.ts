import { expect, test } from "vitest";
import { counterOf, envelopeBytes, unwrap, wrap } from "./envelope.ts";

const origin = { replica: 4, boot: Number.MAX_SAFE_INTEGER };
const payload = Uint8Array.of(1, 2, 3);

test("a payload comes out of its envelope as it went in, and its proposer knows it again", () => {
  for (const counter of [1, 0xffff_ffff, 2 ** 48 - 1]) {
    const data = wrap(origin, counter, payload);
    expect(data).toHaveLength(envelopeBytes + 3);
    expect(unwrap(data)).toEqual(payload);
    expect(counterOf(origin, data)).toBe(counter);
  }
});

test("another replica's entry, or one of an earlier life, is not one's own", () => {
  const data = wrap(origin, 7, payload);
  expect(counterOf({ ...origin, replica: 3 }, data)).toBeNull();
  expect(counterOf({ ...origin, boot: 1 }, data)).toBeNull();
  expect(counterOf(origin, new Uint8Array(0))).toBeNull();
});

test("the no-op of a leader has no payload; an unknown envelope is an error", () => {
  expect(unwrap(new Uint8Array(0))).toHaveLength(0);
  expect(() => unwrap(Uint8Array.of(9, ...new Uint8Array(40)))).toThrow("unknown format 9");
  expect(() => unwrap(new Uint8Array(envelopeBytes))).toThrow("unknown format 0");
});
