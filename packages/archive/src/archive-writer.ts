import type { Applied } from "@cablecut/ledger";
import { blockBytes } from "./files.ts";
import { entryWords, gapWords, headBytes, type ArchiveOwner } from "./format.ts";
import { FrameBatch, RegionPool } from "./frame-batch.ts";
import type { ArchivedGap, GapReason } from "./items.ts";
import {
  SegmentFiles,
  type OpenSegment,
  type SegmentFilesParts,
  type SegmentOnDisk,
} from "./segment-files.ts";
import { sameBytes } from "./segment-reader.ts";

/** What an operator should know of an archive; the room goes on in any case. */
export type ArchiveNotice =
  | { readonly kind: "gap"; readonly from: number; readonly to: number; readonly reason: GapReason }
  | { readonly kind: "failed"; readonly detail: string }
  /** It holds another history than the room's log: nothing more is written. */
  | { readonly kind: "other-history"; readonly index: number };

export interface ArchiveLimits {
  /** Of all segments together. */
  readonly bytesMax: number;
  readonly segmentBytes: number;
  /** Handed over and not yet written. Beyond it entries are left out, as a gap. */
  readonly queuedBytesMax: number;
  /** Small amounts wait this long, to be written together. */
  readonly gatherMs: number;
  /** After the disk refused. */
  readonly retryMs: number;
}

const MiB = 1024 * 1024;
export const defaultArchiveLimits: ArchiveLimits = {
  bytesMax: 256 * MiB,
  segmentBytes: 32 * MiB,
  queuedBytesMax: 16 * MiB,
  gatherMs: 100,
  retryMs: 5_000,
};
/**
 * So much is written at once, without waiting for more. A write costs about the same whatever it holds, and so does a new segment: with
 * a quarter of a MiB at a time five rooms together spent 100 ns more on each transfer, with segments of 8 MiB some 30 ns.
 */
const batchBytesMax = 2 * MiB;

/** Regions that are kept for what comes: one is filled while another is written. */
const regionsKeptMax = 4;

export interface ArchiveParts extends SegmentFilesParts {
  readonly owner: ArchiveOwner;
  readonly limits: ArchiveLimits;
  /** Runs `task` once, about `delayMs` from now. */
  readonly after: (delayMs: number, task: () => void) => void;
  readonly onNotice: (notice: ArchiveNotice) => void;
}

/** Where an archive that was found goes on. */
export interface ArchiveState {
  /** Of the segments that are there, ascending. */
  readonly segments: readonly SegmentOnDisk[];
  /** The newest one, to go on in; null to begin the next. */
  readonly current: OpenSegment | null;
  readonly index: number;
  /** After `index`. */
  readonly chain: Uint8Array;
}

/**
 * The archive of what a room applies. Nobody waits for it: entries are gathered in memory and written behind the room's
 * back, and what the disk does not take, or not fast enough, becomes a gap that has a name.
 *
 * Invariant: frames are handed over in index order without a gap between them that is not a frame of its own.
 */
export class ArchiveWriter {
  readonly #parts: ArchiveParts;
  readonly #pool: RegionPool;
  readonly #files: SegmentFiles;
  readonly #queue: FrameBatch[] = [];
  #collecting: FrameBatch | null = null;
  #queuedBytes = 0;
  /** Of the segment that the next frame goes into; 0: it begins a new one. */
  #segmentEnd: number;
  #segment: number;
  /** The last index that was taken or left out, and the chain hash after it. */
  #index: number;
  #chain: Uint8Array;
  #missing: Omit<ArchivedGap, "kind"> | null = null;
  #writing: Promise<void> | null = null;
  #gathering = false;
  #failing = false;
  /** Where the last write failed. */
  #failedAt: Pick<FrameBatch, "segment" | "offset"> | null = null;
  #crowded = false;
  #ended = false;
  #hasApplied = false;

  constructor(parts: ArchiveParts, state: ArchiveState) {
    this.#parts = parts;
    this.#files = new SegmentFiles(parts, state.segments, state.current);
    this.#segment = state.segments.at(-1)?.number ?? 0;
    const { blocks } = parts;
    this.#pool = new RegionPool(
      regionsKeptMax,
      (bytes) => blocks?.allocate(bytes) ?? new ArrayBuffer(bytes),
    );
    this.#segmentEnd = state.current?.bytes ?? 0;
    this.#index = state.index;
    this.#chain = state.chain;
  }

  /** The last index that the archive knows of, written or missing. */
  get lastIndex(): number {
    return this.#index;
  }

  /** The room has applied this payload; `chain` is the hash after it. The payload must not change until it is written. */
  applied(applied: Applied, payload: Uint8Array, chain: Uint8Array): void {
    const { index } = applied;
    if (this.#ended || index <= this.#index) return this.#compare(index, chain);
    this.#hasApplied = true;
    if (index > this.#index + 1) return this.#skip(index, chain, "not-written");
    if (this.#failing) return this.#skip(index, chain, "disk");
    if (this.#isCrowded()) return this.#skip(index, chain, "overload");
    const batch = this.#batchFor(4 * entryWords + 2 * payload.length, index);
    const before = batch.bytes;
    batch.entry(applied, payload, chain);
    this.#queuedBytes += batch.bytes - before;
    this.#index = index;
    this.#chain = chain;
    if (batch.bytes >= batchBytesMax) this.#seal();
    this.#writeSoon();
  }

  /** The room's state is that after `index` now, without having applied what came before. */
  restored(index: number, chain: Uint8Array): void {
    if (this.#ended || index <= this.#index) return this.#compare(index, chain);
    this.#skip(index, chain, this.#hasApplied ? "snapshot" : "not-written");
    this.#hasApplied = true;
  }

  /** Writes what was gathered without waiting for more. */
  flush(): void {
    this.#seal();
    this.#write();
  }

  /** Writes everything, and takes nothing more. */
  async close(): Promise<void> {
    this.#ended = true;
    this.flush();
    while (this.#writing !== null) await this.#writing;
    try {
      await this.#files.leave(true);
    } catch (error) {
      this.#parts.onNotice({ kind: "failed", detail: textOf(error) });
    }
  }

  /** A log never changes what it has committed; an archive that says otherwise is not this log's. */
  #compare(index: number, chain: Uint8Array): void {
    if (this.#ended || index !== this.#index) return;
    if (sameBytes(chain, this.#chain)) return;
    this.#ended = true;
    this.#parts.onNotice({ kind: "other-history", index });
  }

  #isCrowded(): boolean {
    const { queuedBytesMax } = this.#parts.limits;
    const limit = this.#crowded ? queuedBytesMax / 2 : queuedBytesMax;
    this.#crowded = this.#queuedBytes > limit;
    return this.#crowded;
  }

  /** One gap until something is written behind it, called by what began it. */
  #skip(index: number, chain: Uint8Array, reason: GapReason): void {
    const { from, reason: first } = this.#missing ?? { from: this.#index + 1, reason };
    this.#missing = { from, to: index, reason: first };
    this.#index = index;
    this.#chain = chain;
  }

  /** A batch that has room for so many bytes more; begins a segment, and tells of what is missing, where that is due. */
  #batchFor(bytes: number, index: number): FrameBatch {
    const { segmentBytes } = this.#parts.limits;
    const end = this.#collecting?.end ?? this.#segmentEnd;
    if (end > headBytes && end + bytes > segmentBytes) {
      this.#seal();
      this.#segmentEnd = 0;
    }
    const missing = this.#missing;
    // A gap may come first.
    const needed = bytes + headBytes + 4 * gapWords;
    if (this.#collecting !== null && this.#collecting.free < needed) this.#seal();
    const batch = this.#collecting ?? this.#newBatch(missing?.from ?? index, needed);
    const before = batch.bytes;
    const begins = batch.end === 0;
    if (begins) batch.head(this.#parts.owner);
    if (begins || missing !== null) {
      batch.gap(missing ?? { from: index, to: index - 1, reason: "not-written" }, this.#chain);
      if (missing !== null) this.#parts.onNotice({ kind: "gap", ...missing });
      this.#missing = null;
    }
    this.#queuedBytes += batch.bytes - before;
    return batch;
  }

  #newBatch(firstIndex: number, bytes: number): FrameBatch {
    if (this.#segmentEnd === 0) this.#segment += 1;
    const batch = new FrameBatch(this.#pool.take(blockBytes + bytes), {
      segment: this.#segment,
      offset: this.#segmentEnd,
      firstIndex,
    });
    this.#collecting = batch;
    return batch;
  }

  #seal(): void {
    const batch = this.#collecting;
    if (batch === null) return;
    this.#collecting = null;
    this.#segmentEnd = batch.end;
    this.#queue.push(batch);
  }

  #writeSoon(): void {
    if (this.#queue.length > 0) return this.#write();
    if (this.#gathering || this.#writing !== null) return;
    this.#gathering = true;
    this.#parts.after(this.#parts.limits.gatherMs, () => {
      this.#gathering = false;
      this.flush();
    });
  }

  #write(): void {
    if (this.#writing !== null || this.#queue.length === 0) return;
    this.#writing = this.#writeQueue().then(() => {
      this.#writing = null;
      if (this.#collecting !== null) this.#writeSoon();
    });
  }

  async #writeQueue(): Promise<void> {
    for (let batch = this.#queue[0]; batch !== undefined; batch = this.#queue[0]) {
      try {
        if (batch.offset === 0) await this.#files.begin(batch.segment);
        else if (!this.#files.isOpen) await this.#files.goOn(batch);
        await this.#files.write(batch);
      } catch (error) {
        await this.#fail(error, batch);
        return;
      }
      this.#queue.shift();
      this.#queuedBytes -= batch.bytes;
      this.#pool.give(batch.memory);
    }
  }

  /**
   * Nothing that waits is kept: it may be much, and the room must not grow by it. Goes on where it was, later, since a segment that
   * each failure used up would push a whole one out; in a new one, if this one cannot be opened any more, or refuses again.
   */
  async #fail(error: unknown, batch: FrameBatch): Promise<void> {
    const { onNotice, after, limits } = this.#parts;
    const couldBeOpened = this.#files.isOpen;
    const abandoned = this.#files.abandon();
    this.#failing = true;
    this.#seal();
    for (const each of this.#queue.splice(0)) this.#pool.give(each.memory);
    this.#queuedBytes = 0;
    const { segment, offset } = batch;
    const again = this.#failedAt?.segment === segment && this.#failedAt.offset === offset;
    this.#failedAt = { segment, offset };
    this.#segmentEnd = !couldBeOpened || again ? 0 : offset;
    this.#segment = segment;
    const to = this.#missing?.to ?? this.#index;
    this.#missing = { from: batch.firstIndex, to, reason: "disk" };
    onNotice({ kind: "failed", detail: textOf(error) });
    await abandoned;
    if (offset === 0) {
      this.#segment = segment - 1;
      await this.#files.takeBack(segment);
    }
    after(limits.retryMs, () => {
      this.#failing = false;
    });
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
