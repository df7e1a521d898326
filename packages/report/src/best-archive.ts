/** What decides which room's archive a report reads. */
interface ArchiveSize {
  readonly room: number;
  readonly entries: number;
  readonly lastEntry: number;
  readonly gaps: readonly unknown[];
}

/** A room that is not as far as the others holds at most so many entries fewer, where nothing is wrong with its archive. */
const behindMax = 1_024;

/**
 * Of those that hold about as much as the fullest one that with the fewest gaps, of these the longest, of these the first room's. One
 * without a gap can be applied from its first entry on; but where it ends early, damaged or cut off, it tells of little.
 */
export function bestArchive<Archive extends ArchiveSize>(
  archives: readonly Archive[],
): Archive | undefined {
  const most = archives.reduce((sum, { entries }) => Math.max(sum, entries), 0);
  const [best] = archives
    .filter(({ entries }) => entries >= most - behindMax)
    .toSorted(
      (one, other) =>
        one.gaps.length - other.gaps.length ||
        other.lastEntry - one.lastEntry ||
        one.room - other.room,
    );
  return best;
}
