import type { TransfersFacts } from "./schema.ts";

type Gap = TransfersFacts["gaps"][number];
type Stretch = TransfersFacts["sources"][number];

/** What decides from which rooms' archives a report is read. */
type ArchiveFacts = Pick<
  TransfersFacts["rooms"][number],
  "room" | "lastEntry" | "gaps" | "differsAt"
>;

interface MergedArchives {
  /** The last entry that is held by any of them; 0 where none is. */
  readonly lastEntry: number;
  /** Which archive each entry is read from, in the log's order. */
  readonly sources: Stretch[];
  /** What lies between them: none of the archives holds it. */
  readonly gaps: Gap[];
}

/**
 * The archives of a show's rooms as one. Each stretch is read from whichever holds the most from there on, of equals from the
 * first room's, so there are few of them. From the entry on at which one differs from the others nothing is read from it.
 */
export function mergedArchives(archives: readonly ArchiveFacts[]): MergedArchives {
  const rooms = archives.map((archive) => new HeldStretches(archive));
  const sources: Stretch[] = [];
  const gaps: Gap[] = [];
  let lastEntry = 0;
  for (;;) {
    const first = lastEntry + 1;
    let goesOn: HeldStretches | null = null;
    let found: Stretch | null = null;
    for (const each of rooms) {
      const stretch = each.from(first);
      if (stretch === null) continue;
      const isSooner = found === null || stretch.from < found.from;
      if (!isSooner && (stretch.from !== found?.from || stretch.to <= found.to)) continue;
      goesOn = each;
      found = stretch;
    }
    if (goesOn === null || found === null) return { lastEntry, sources, gaps };
    // Whoever goes on behind a gap lacks all of it, and says why.
    gaps.push(...goesOn.gapsWithin(first, found.from - 1));
    sources.push(found);
    lastEntry = found.to;
  }
}

/** The last entry before which none is missing: so far the log can be applied from its beginning. */
export function appliedOf({ gaps, lastEntry }: Pick<TransfersFacts, "gaps" | "lastEntry">): number {
  const [first] = gaps;
  return first === undefined ? lastEntry : first.from - 1;
}

/** What an archive holds as the others have it, read once from the first entry to the last. */
class HeldStretches {
  readonly #archive: ArchiveFacts;
  readonly #held: readonly Stretch[];
  #nextHeld = 0;
  #nextGap = 0;

  constructor(archive: ArchiveFacts) {
    this.#archive = archive;
    this.#held = heldBy(archive);
  }

  /** What it holds first of the entries from `first` on. */
  from(first: number): Stretch | null {
    while ((this.#held[this.#nextHeld]?.to ?? Infinity) < first) this.#nextHeld += 1;
    const stretch = this.#held[this.#nextHeld];
    return stretch === undefined ? null : { ...stretch, from: Math.max(first, stretch.from) };
  }

  gapsWithin(first: number, last: number): Gap[] {
    const { gaps } = this.#archive;
    const within: Gap[] = [];
    for (; this.#nextGap < gaps.length; this.#nextGap += 1) {
      const gap = gaps[this.#nextGap];
      if (gap === undefined || gap.from > last) break;
      if (gap.to < first) continue;
      within.push({ ...gap, from: Math.max(first, gap.from), to: Math.min(last, gap.to) });
    }
    return within;
  }
}

function heldBy({ room, lastEntry, gaps, differsAt }: ArchiveFacts): readonly Stretch[] {
  const last = Math.min(lastEntry, (differsAt ?? Infinity) - 1);
  const held: Stretch[] = [];
  let from = 1;
  for (const gap of gaps) {
    if (gap.from > last) break;
    if (gap.from > from) held.push({ room, from, to: gap.from - 1 });
    from = gap.to + 1;
  }
  if (from <= last) held.push({ room, from, to: last });
  return held;
}
