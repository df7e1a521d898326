/** The first bit of a token hash says whether its attendee is synthetic; see `isSyntheticHash`. */
const syntheticBit = 0x80;

/**
 * Whether a token hash is that of a synthetic attendee, by its first byte. So the mark is part of the opening in the log,
 * in every room's snapshot, and cannot change.
 */
export function isSyntheticHash(firstByte: number): boolean {
  return (firstByte & syntheticBit) !== 0;
}

/** Sets or clears the mark in the bytes of a hash. */
export function markTokenHash(hash: Uint8Array, synthetic: boolean): void {
  const first = hash[0] ?? 0;
  hash[0] = synthetic ? first | syntheticBit : first & ~syntheticBit;
}
