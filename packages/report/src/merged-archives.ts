/** What decides which room's archive a report reads. */
interface ArchiveSize {
  readonly room: number;
  readonly entries: number;
  readonly lastEntry: number;
  readonly gaps: readonly unknown[];
}

/** So many entries fewer are little: what the last moments bring, or a tenth of a long show. */
const littleEntries = 1_024;
const littleShare = 0.1;

/**
 * Of those that hold about as much as the fullest one that with the fewest gaps, of these the longest, of these the first room's. One
 * without a gap can be applied from its first entry on; but where it ends early, damaged or cut off, it tells of little.
 */
export function bestArchive<Archive extends ArchiveSize>(
  archives: readonly Archive[],
): Archive | undefined {
  const most = archives.reduce((sum, { entries }) => Math.max(sum, entries), 0);
  const [best] = archives
    .filter(({ entries }) => most - entries <= Math.max(littleEntries, littleShare * most))
    .toSorted(
      (one, other) =>
        one.gaps.length - other.gaps.length ||
        other.lastEntry - one.lastEntry ||
        one.room - other.room,
    );
  return best;
}
