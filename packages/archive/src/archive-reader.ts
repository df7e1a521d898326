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
  for await (const items of archiveSegments(source, owner, sha256)) yield* items;
}

/** The same, file by file: to wait for each of millions of entries takes longer than to check it. To be read in turn, each to its end. */
export async function* archiveSegments(
  source: ArchiveSource,
  owner: ArchiveOwner,
  sha256: Sha256,
): AsyncGenerator<Iterable<ArchiveItem>> {
  const reached: Reached = { next: 1 };
  /** What is missing here was dropped, as far as is known: its files are gone, and none is there that cannot be read. */
  let isDropped = true;
  let isDamaged = false;
  for (const number of segmentNumbers(await source.list())) {
    const bytes = await readSegment(source, segmentFile(number));
    if (bytes === null) {
      isDropped = !isDamaged;
      continue;
    }
    const reader = new SegmentReader(bytes, sha256);
    const start = isOf(reader, owner, number) ? reader.next() : null;
    if (start?.kind !== "gap") {
      isDropped = false;
      isDamaged = true;
      continue;
    }
    yield itemsOf(reader, start, isDropped && number > 1 ? "dropped" : "damaged", reached);
    isDropped = isDamaged = false;
  }
}

/** How far was yielded: the next index. */
interface Reached {
  next: number;
}

function* itemsOf(
  reader: SegmentReader,
  start: ArchivedGap,
  untold: GapReason,
  reached: Reached,
): Generator<ArchiveItem> {
  yield* missingBefore(reached.next, start, untold);
  reached.next = Math.max(reached.next, start.to + 1);
  for (let item = reader.next(); item !== null; item = reader.next()) {
    const last = item.kind === "entry" ? item.index : item.to;
    if (last < reached.next) continue;
    yield item;
    reached.next = last + 1;
  }
}

/**
 * Null if it was dropped. A room that runs overwrites its oldest file under another name, so what was read of one whose name is gone
 * by then may be of two segments.
 */
async function readSegment(source: ArchiveSource, name: string): Promise<Uint8Array | null> {
  const bytes = await source.read(name);
  if (bytes === null) return null;
  const names = await source.list();
  return names.includes(name) ? bytes : null;
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
