/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: the caller's `from` and `to` lie within `words`, and `at` lies between them. */
/**
 * XXH32 (Collet, "xxHash fast digest algorithm", v0.1.1) over 32-bit words. Every step is a bijection of the word it
 * takes in, so damage within one word is found with certainty, other damage with probability 1 - 2^-32.
 */

const prime1 = 0x9e3779b1;
const prime2 = 0x85ebca77;
const prime3 = 0xc2b2ae3d;
const prime4 = 0x27d4eb2f;

function round(lane: number, word: number): number {
  const sum = (lane + Math.imul(word, prime2)) | 0;
  return Math.imul((sum << 13) | (sum >>> 19), prime1);
}

/** Of `words[from]` up to but not including `words[to]`; the same as XXH32 of their little-endian bytes. Unsigned. */
export function checksumOf(words: Uint32Array, from: number, to: number, seed: number): number {
  let at = from;
  let hash: number;
  if (to - from >= 4) {
    let lane1 = (seed + prime1 + prime2) | 0;
    let lane2 = (seed + prime2) | 0;
    let lane3 = seed | 0;
    let lane4 = (seed - prime1) | 0;
    for (const last = to - 4; at <= last; at += 4) {
      lane1 = round(lane1, words[at]!);
      lane2 = round(lane2, words[at + 1]!);
      lane3 = round(lane3, words[at + 2]!);
      lane4 = round(lane4, words[at + 3]!);
    }
    hash =
      ((lane1 << 1) | (lane1 >>> 31)) +
      ((lane2 << 7) | (lane2 >>> 25)) +
      ((lane3 << 12) | (lane3 >>> 20)) +
      ((lane4 << 18) | (lane4 >>> 14));
  } else {
    hash = seed + 0x165667b1;
  }
  hash = (hash + 4 * (to - from)) | 0;
  for (; at < to; at++) {
    hash = (hash + Math.imul(words[at]!, prime3)) | 0;
    hash = Math.imul((hash << 17) | (hash >>> 15), prime4);
  }
  hash = Math.imul(hash ^ (hash >>> 15), prime2);
  hash = Math.imul(hash ^ (hash >>> 13), prime3);
  return (hash ^ (hash >>> 16)) >>> 0;
}
