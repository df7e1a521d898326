/** What decides which room's archive a report reads. */
interface ArchiveSize {
  readonly room: number;
  readonly lastEntry: number;
  readonly gaps: readonly unknown[];
}

/** The archive with the fewest gaps, of these the longest, of these the first room's. */
export function bestArchive<Archive extends ArchiveSize>(
  archives: readonly Archive[],
): Archive | undefined {
  const [best] = archives.toSorted(
    (one, other) =>
      one.gaps.length - other.gaps.length ||
      other.lastEntry - one.lastEntry ||
      one.room - other.room,
  );
  return best;
}
