import { segmentFile, segmentNumbers, type ArchiveOwner } from "./format.ts";
import type { ArchivedEntry, ArchivedGap, GapReason } from "./items.ts";
import { SegmentReader, type Sha256 } from "./segment-reader.ts";

export type ArchiveItem = ArchivedEntry | ArchivedGap;

/** Where the segments are; a room may be writing there meanwhile. */
export interface ArchiveSource {
  list(): Promise<readonly string[]>;
  /** Null if it is gone. */
  read(name: string): Promise<Uint8Array | null>;
}

/**
 * Everything that an archive holds, entry by entry from index 1, with a gap named wherever entries are missing: the indexes of
 * what is yielded are dense. Nothing is yielded that the log's chain does not bear out. It ends with the last whole frame,
 * which is where a room that is running, or was killed, has come to.
 *
 * `owner`: what is not of this show and room is damage.
 */
export async function* archiveReader(
  source: ArchiveSource,
  owner: ArchiveOwner,
  sha256: Sha256,
): AsyncGenerator<ArchiveItem> {
  let next = 1;
  /** The first ones were dropped, as far as is known: of none before the first that can be read anything is there. */
  let isDropped = true;
  for (const number of segmentNumbers(await source.list())) {
    const bytes = await source.read(segmentFile(number));
    const reader = bytes === null ? null : new SegmentReader(bytes, sha256);
    const start = reader !== null && isOf(reader, owner, number) ? reader.next() : null;
    if (reader === null) continue;
    if (start?.kind !== "gap") {
      isDropped = false;
      continue;
    }
    yield* missingBefore(next, start, isDropped && number > 1 ? "dropped" : "damaged");
    next = Math.max(next, start.to + 1);
    isDropped = false;
    for (let item = reader.next(); item !== null; item = reader.next()) {
      const last = item.kind === "entry" ? item.index : item.to;
      if (last < next) continue;
      yield item;
      next = last + 1;
    }
  }
}

function isOf(reader: SegmentReader, { show, room }: ArchiveOwner, number: number): boolean {
  const { owner } = reader;
  return owner?.show === show && owner.room === room && owner.segment === number;
}

/** A segment tells only of the gap that it begins with; what lies before that was to be in segments that are not there. */
function* missingBefore(
  next: number,
  start: ArchivedGap,
  untold: GapReason,
): Generator<ArchivedGap> {
  const known = Math.max(next, start.from);
  if (next < known) yield { kind: "gap", from: next, to: known - 1, reason: untold };
  if (known <= start.to) yield { kind: "gap", from: known, to: start.to, reason: start.reason };
}
