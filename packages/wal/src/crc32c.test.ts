import { expect, test } from "vitest";
import { crc32c } from "./crc32c.ts";

function bitByBit(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

test("the check value of the catalogue of parametrised CRC algorithms", () => {
  expect(crc32c(new TextEncoder().encode("123456789"))).toBe(0xe3069283);
});

test("the vectors of RFC 3720, B.4", () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, at) => at))).toBe(0x46dd794e);
});

test("equals the definition at every length and alignment, and continues where it stopped", () => {
  const bytes = Uint8Array.from({ length: 200 }, (_, at) => (at * at * 7 + at) & 255);
  for (let from = 0; from < 9; from++) {
    for (let to = from; to < bytes.length; to += 3) {
      const part = bytes.subarray(from, to);
      const split = (to - from) >> 1;
      expect(crc32c(part)).toBe(bitByBit(part));
      expect(crc32c(part.subarray(split), crc32c(part.subarray(0, split)))).toBe(bitByBit(part));
    }
  }
});
