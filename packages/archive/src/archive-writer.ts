import type { Applied } from "@cablecut/ledger";
import type { ArchiveFile, ArchiveFiles } from "./files.ts";
import { entryWords, headBytes, markBytes, segmentFile, type ArchiveOwner } from "./format.ts";
import { BlockPool, FrameBatch } from "./frame-batch.ts";
import type { ArchivedGap, GapReason } from "./items.ts";
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
  segmentBytes: 8 * MiB,
  queuedBytesMax: 16 * MiB,
  gatherMs: 50,
  retryMs: 5_000,
};
/** So much is written at once, without waiting for more. */
const batchBytesMax = 1 * MiB;

export interface ArchiveParts {
  readonly files: ArchiveFiles;
  readonly directory: string;
  readonly owner: ArchiveOwner;
  readonly limits: ArchiveLimits;
  /** Runs `task` once, about `delayMs` from now. */
  readonly after: (delayMs: number, task: () => void) => void;
  readonly onNotice: (notice: ArchiveNotice) => void;
}

/** Where an archive that was found goes on. */
export interface ArchiveState {
  /** Of the segments that are there, ascending. */
  readonly segments: readonly number[];
  /** The newest one, to go on in; null to begin the next. */
  readonly current: { readonly file: ArchiveFile; readonly bytes: number } | null;
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
  readonly #pool = new BlockPool(64);
  readonly #segments: number[];
  readonly #queue: FrameBatch[] = [];
  #collecting: FrameBatch | null = null;
  #queuedBytes = 0;
  #file: ArchiveFile | null;
  /** Bytes of it that are written; what it held before may follow. */
  #fileEnd: number;
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
    this.#segments = [...state.segments];
    this.#segment = state.segments.at(-1) ?? 0;
    this.#file = state.current?.file ?? null;
    this.#segmentEnd = this.#fileEnd = state.current?.bytes ?? 0;
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
    const file = this.#file;
    this.#file = null;
    try {
      await file?.resize(this.#fileEnd);
      await file?.sync();
      await file?.close();
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
    const batch = this.#collecting ?? this.#newBatch(missing?.from ?? index);
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

  #newBatch(firstIndex: number): FrameBatch {
    if (this.#segmentEnd === 0) this.#segment += 1;
    const batch = new FrameBatch(this.#pool, this.#segment, this.#segmentEnd, firstIndex);
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
        if (batch.offset === 0) await this.#begin(batch.segment);
        else if (this.#file === null) await this.#goOn(batch);
        await this.#writeBatch(batch);
      } catch (error) {
        await this.#fail(error, batch);
        return;
      }
      this.#queue.shift();
      this.#queuedBytes -= batch.bytes;
      batch.release();
    }
  }

  async #begin(segment: number): Promise<void> {
    await this.#file?.resize(this.#fileEnd);
    await this.#file?.close();
    this.#file = null;
    const { files, directory, limits } = this.#parts;
    const path = `${directory}/${segmentFile(segment)}`;
    const segmentsMax = Math.max(2, Math.floor(limits.bytesMax / limits.segmentBytes));
    while (this.#segments.length > segmentsMax) await this.#drop();
    if (this.#segments.length === segmentsMax && (await this.#renameOldest(path))) {
      this.#file = await files.open(path, "write", false);
      await this.#file.resize(limits.segmentBytes);
    } else {
      if (this.#segments.length === segmentsMax) await this.#drop();
      // One that a failure has left, and that could not be taken back then.
      await files.remove(path);
      this.#file = await files.open(path, "create", false);
    }
    this.#segments.push(segment);
  }

  async #drop(): Promise<void> {
    const { files, directory } = this.#parts;
    await files.remove(`${directory}/${segmentFile(this.#segments[0] ?? 0)}`);
    this.#segments.shift();
  }

  /**
   * The oldest file becomes the next one and is overwritten where it is. A new file costs the system more than twice as much
   * processor time: per block it makes pages, buffers and extents, and unmakes those of the one that goes. Measured with
   * 1 MiB at a time on ext4: 0.33 ms for each, 0.13 ms overwritten; past the page cache (O_DIRECT) it is 0.18 ms, and the
   * disk has to take every byte at once. False if it cannot be had, as one that somebody took away.
   */
  async #renameOldest(path: string): Promise<boolean> {
    const { files, directory } = this.#parts;
    const oldest = `${directory}/${segmentFile(this.#segments[0] ?? 0)}`;
    try {
      await files.rename(oldest, path);
    } catch {
      return false;
    }
    this.#segments.shift();
    return true;
  }

  /** In a segment whose last write failed: what that has left of itself goes. */
  async #goOn({ segment, offset }: FrameBatch): Promise<void> {
    const { files, directory } = this.#parts;
    this.#file = await files.open(`${directory}/${segmentFile(segment)}`, "write", false);
    await this.#file.resize(offset);
  }

  /**
   * Its first words last: with them a batch is there whole, at once. Before that a reader of the file, or whoever opens it after
   * a kill, finds what the file held before, which is no frame of this segment, and so the end.
   */
  async #writeBatch(batch: FrameBatch): Promise<void> {
    const [first = new Uint8Array(0), ...rest] = batch.seal();
    await this.#writeAt(batch.offset + markBytes, [first.subarray(markBytes), ...rest]);
    await this.#writeAt(batch.offset, [first.subarray(0, markBytes)]);
    this.#fileEnd = batch.end;
  }

  #writeAt(offset: number, chunks: readonly Uint8Array[]): Promise<void> {
    const file = this.#file;
    if (file === null) throw new Error("no segment of the archive is open");
    return new Promise((resolve, reject) => {
      file.write(chunks, offset, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  }

  /**
   * Nothing that waits is kept: it may be much, and the room must not grow by it. Goes on where it was, later, since a segment that
   * each failure used up would push a whole one out; in a new one, if this one cannot be opened any more, or refuses again.
   */
  async #fail(error: unknown, batch: FrameBatch): Promise<void> {
    const { onNotice, after, limits } = this.#parts;
    const file = this.#file;
    this.#file = null;
    this.#failing = true;
    this.#seal();
    for (const each of this.#queue.splice(0)) each.release();
    this.#queuedBytes = 0;
    const { segment, offset } = batch;
    const again = this.#failedAt?.segment === segment && this.#failedAt.offset === offset;
    this.#failedAt = { segment, offset };
    this.#segmentEnd = file === null || again ? 0 : offset;
    this.#segment = segment;
    const to = this.#missing?.to ?? this.#index;
    this.#missing = { from: batch.firstIndex, to, reason: "disk" };
    onNotice({ kind: "failed", detail: textOf(error) });
    await file?.close().catch(() => undefined);
    if (offset === 0) await this.#takeBack(segment);
    after(limits.retryMs, () => {
      this.#failing = false;
    });
  }

  /** A segment that nothing whole was written into. */
  async #takeBack(segment: number): Promise<void> {
    const { files, directory } = this.#parts;
    if (this.#segments.at(-1) === segment) this.#segments.pop();
    this.#segment = segment - 1;
    await files.remove(`${directory}/${segmentFile(segment)}`).catch(() => undefined);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
