import { blockBytes, hasNoSuchWay } from "./files.ts";
import type { ArchiveFile, ArchiveFiles, BlockFile, BlockFiles } from "./files.ts";
import { markBytes, segmentFile } from "./format.ts";
import type { FrameBatch } from "./frame-batch.ts";

export interface SegmentFilesParts {
  readonly files: ArchiveFiles;
  /** Null: everything is written through the page cache. */
  readonly blocks: BlockFiles | null;
  readonly directory: string;
  readonly limits: { readonly bytesMax: number; readonly segmentBytes: number };
}

/** The newest segment, to go on in. */
export interface OpenSegment {
  readonly file: ArchiveFile;
  /** The same file past the page cache, where that can be. */
  readonly blocks: BlockFile | null;
  readonly bytes: number;
  /** What its last block holds, if that is not full. */
  readonly tail: Uint8Array;
}

/** One that is not written any more, or the one that is. */
export interface SegmentOnDisk {
  readonly number: number;
  readonly bytes: number;
}

const nothing = new Uint8Array(0);

/** A file that is open in the usual way. Where this one fails, whatever it is, that one is enough. */
export async function openInBlocks(
  blocks: BlockFiles | null,
  path: string,
): Promise<BlockFile | null> {
  return blocks?.open(path).catch(() => null) ?? null;
}

/**
 * The segments on the disk, of which one is written. Past the page cache where the file system has a way for that: nobody reads
 * an archive soon, and in the cache it costs a copy into memory that is new each time, and the room others' pages.
 */
export class SegmentFiles {
  readonly #parts: SegmentFilesParts;
  /** Oldest first. The last one grows; its size is known when it is left. */
  readonly #segments: SegmentOnDisk[];
  #file: ArchiveFile | null;
  #blocks: BlockFile | null;
  /** Bytes of it that are written; what it held before may follow. */
  #end: number;
  /** What stands in its last block of those. */
  #tail: Uint8Array;

  constructor(
    parts: SegmentFilesParts,
    segments: readonly SegmentOnDisk[],
    current: OpenSegment | null,
  ) {
    this.#parts = parts;
    this.#segments = [...segments];
    this.#file = current?.file ?? null;
    this.#blocks = current?.blocks ?? null;
    this.#end = current?.bytes ?? 0;
    this.#tail = current?.tail ?? nothing;
  }

  get isOpen(): boolean {
    return this.#file !== null;
  }

  async begin(segment: number): Promise<void> {
    await this.leave(false);
    const { files, limits } = this.#parts;
    const path = this.#pathOf(segment);
    // So many bytes are left to those before it, however long they are: a build before this one may have made shorter ones.
    const free = limits.bytesMax - limits.segmentBytes;
    while (this.#bytesFrom(1) > free) await this.#drop();
    if (this.#bytesFrom(0) > free && (await this.#renameOldest(path))) {
      this.#file = await files.open(path, "write", false);
      await this.#file.resize(limits.segmentBytes);
    } else {
      if (this.#bytesFrom(0) > free) await this.#drop();
      // One that a failure has left, and that could not be taken back then.
      await files.remove(path);
      this.#file = await files.open(path, "create", false);
    }
    this.#segments.push({ number: segment, bytes: limits.segmentBytes });
    this.#end = 0;
    this.#blocks = await openInBlocks(this.#parts.blocks, path);
    this.#tail = nothing;
  }

  /** Its file is as long as what it holds. */
  async leave(synced: boolean): Promise<void> {
    await this.#blocks?.close();
    this.#blocks = null;
    await this.#file?.resize(this.#end);
    const last = this.#segments.at(-1);
    if (this.#file !== null && last !== undefined)
      this.#segments[this.#segments.length - 1] = { ...last, bytes: this.#end };
    if (synced) await this.#file?.sync();
    await this.#file?.close();
    this.#file = null;
  }

  /** Of all but the `skipped` oldest. */
  #bytesFrom(skipped: number): number {
    return this.#segments.slice(skipped).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  async #drop(): Promise<void> {
    await this.#parts.files.remove(this.#pathOf(this.#segments[0]?.number ?? 0));
    this.#segments.shift();
  }

  /**
   * The oldest file becomes the next one and is overwritten where it is: for a new one the system makes extents, and through the
   * cache pages and buffers, and unmakes those of the one that goes. Measured with 1 MiB at a time on ext4: 0.18 ms for each past
   * the cache, 0.15 ms overwritten; through the cache 0.33 and 0.13 ms. False if it cannot be had, as one that somebody took away.
   */
  async #renameOldest(path: string): Promise<boolean> {
    try {
      await this.#parts.files.rename(this.#pathOf(this.#segments[0]?.number ?? 0), path);
    } catch {
      return false;
    }
    this.#segments.shift();
    return true;
  }

  /** In a segment whose last write failed: what that has left of itself goes. */
  async goOn({ segment, offset }: FrameBatch): Promise<void> {
    const path = this.#pathOf(segment);
    this.#file = await this.#parts.files.open(path, "write", false);
    await this.#file.resize(offset);
    this.#blocks = await openInBlocks(this.#parts.blocks, path);
  }

  /**
   * Its first words or its first block last: with them a batch is there whole, at once. Before that a reader of the file, or whoever opens it after
   * a kill, finds what the file held before, which is no frame of this segment, and so the end.
   */
  async write(batch: FrameBatch): Promise<void> {
    const { frames, offset } = batch;
    const all = batch.blocks(this.#tail);
    if (!(await this.#writeBlocks(all, offset - (offset % blockBytes)))) {
      await this.#writeAt(offset + markBytes, [frames.subarray(markBytes)]);
      await this.#writeAt(offset, [frames.subarray(0, markBytes)]);
    }
    this.#end = batch.end;
    // Kept in any case: a file that cannot be written past the cache now may be again when it is opened anew.
    const end = (offset % blockBytes) + batch.bytes;
    this.#tail = all.slice(end - (end % blockBytes), end);
  }

  /** Whole blocks, the first one last. False if the file is not to be written in this way. */
  async #writeBlocks(all: Uint8Array, offset: number): Promise<boolean> {
    const file = this.#blocks;
    if (file === null) return false;
    try {
      if (all.length > blockBytes) await file.write(all.subarray(blockBytes), offset + blockBytes);
      await file.write(all.subarray(0, blockBytes), offset);
      return true;
    } catch (error) {
      if (!hasNoSuchWay(error)) throw error;
      this.#blocks = null;
      await file.close();
      return false;
    }
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

  /** Closed as it is; whether that works or not, it is open no more. */
  async abandon(): Promise<void> {
    const open = [this.#blocks, this.#file];
    this.#blocks = this.#file = null;
    for (const file of open) await file?.close().catch(() => undefined);
  }

  /** A segment that nothing whole was written into. */
  async takeBack(segment: number): Promise<void> {
    if (this.#segments.at(-1)?.number === segment) this.#segments.pop();
    await this.#parts.files.remove(this.#pathOf(segment)).catch(() => undefined);
  }

  #pathOf(segment: number): string {
    return `${this.#parts.directory}/${segmentFile(segment)}`;
  }
}
