import { expect, test } from "vitest";
import { crc32 } from "./checksum.ts";

test("the checksum on the disk is CRC-32/ISO-HDLC, and can be continued", () => {
  const bytes = new TextEncoder().encode("123456789");
  expect(crc32(bytes)).toBe(0xcbf43926);
  expect(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4)))).toBe(0xcbf43926);
});
