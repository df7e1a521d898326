/**
 * Mulberry32 (Tommy Ettinger, public domain): numbers in [0, 1) that depend on the seed alone, the same on every machine.
 * Good enough to shuffle faults; no secret may be drawn from it. Of the seed its lowest 32 bits count.
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
