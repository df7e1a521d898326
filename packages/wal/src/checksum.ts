import { crc32 as zlibCrc32 } from "node:zlib";

/**
 * CRC-32 as zlib computes it, natively: 5.0 GB/s on the machine the project was measured on. CRC-32C, which etcd uses,
 * made 1.2 GB/s with tables in JavaScript and took a fifth of a busy follower's time. Both find every burst of up to 32
 * bits and let one of 2^32 random errors pass; CRC-32C would find a few more of the patterns of three single bits.
 */
export function crc32(bytes: Uint8Array, seed = 0): number {
  return zlibCrc32(bytes, seed);
}
