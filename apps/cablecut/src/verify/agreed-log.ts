/**
 * What the terms in several rooms' logs say about which entries are decided.
 *
 * A log on the disk does not say how far it was committed. But whatever was acknowledged is on a quorum of rooms with
 * the same index and term, and equal index and term mean an equal log up to there (Raft paper, §5.3, Log Matching). So
 * the longest prefix that a quorum shares holds every acknowledged entry; what lies behind it was promised to nobody.
 */
export interface LogTerms {
  /** Covered by the snapshot, and therefore committed; 0 without one. */
  readonly snapshotIndex: number;
  /** Index of terms[0]; entries lie densely behind each other. */
  readonly firstIndex: number;
  readonly terms: readonly number[];
}

export function lastIndexOf({ snapshotIndex, firstIndex, terms }: LogTerms): number {
  return Math.max(snapshotIndex, firstIndex + terms.length - 1);
}

function termAt({ firstIndex, terms }: LogTerms, index: number): number | null {
  return terms[index - firstIndex] ?? null;
}

/** The last index that `quorum` of the logs share; 0 if there is none. */
export function agreedIndex(logs: readonly LogTerms[], quorum: number): number {
  const committed = Math.max(0, ...logs.map(({ snapshotIndex }) => snapshotIndex));
  const last = Math.max(0, ...logs.map(lastIndexOf));
  for (let index = last; index > committed; index--) {
    if (sharedTermAt(logs, index, quorum) !== null) return index;
  }
  return committed;
}

function sharedTermAt(logs: readonly LogTerms[], index: number, quorum: number): number | null {
  const terms = logs.flatMap((log) => termAt(log, index) ?? []);
  const shared = terms.find((term) => terms.filter((other) => other === term).length >= quorum);
  return shared ?? null;
}

/**
 * How far each log may be applied: as long as it is the log that the quorum shares, but at least up to its own snapshot.
 * Entries that no log with the agreed end still holds cannot be compared and do not count.
 */
export function agreedPrefixes(logs: readonly LogTerms[], quorum: number): readonly number[] {
  const end = agreedIndex(logs, quorum);
  const term = sharedTermAt(logs, end, quorum);
  const references = logs.filter((log) =>
    term === null ? log.snapshotIndex === end : termAt(log, end) === term,
  );
  return logs.map((log) => {
    for (let index = Math.min(end, lastIndexOf(log)); index > log.snapshotIndex; index--) {
      const own = termAt(log, index);
      if (own !== null && references.some((each) => termAt(each, index) === own)) return index;
    }
    return log.snapshotIndex;
  });
}
