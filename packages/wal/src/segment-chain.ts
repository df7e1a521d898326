import { join } from "node:path";
import type { Files, OpenFile } from "./files.ts";
import type { SegmentStart } from "./records.ts";
import type { SegmentSummary } from "./recovery.ts";
import { prepareSegment, segmentFile, startSegment } from "./segment.ts";

export interface SegmentChainOptions {
  readonly files: Files;
  readonly directory: string;
  /** Of new segments. */
  readonly segmentBytes: number;
  readonly segments: readonly SegmentSummary[];
  /** The newest segment: its file, the end of its last frame, its length. */
  readonly file: OpenFile;
  readonly end: number;
  readonly currentBytes: number;
  readonly nextSequence: number;
}

/** The segment files of a running wal: where the next frame goes, the file prepared after it, the ones to delete. */
export class SegmentChain {
  readonly #files: Files;
  readonly #directory: string;
  readonly #segmentBytes: number;
  readonly #segments: SegmentSummary[];
  #file: OpenFile;
  #end: number;
  #currentBytes: number;
  #sequence: number;
  /** The next segment's file, made in advance so that a roll does not wait for it. */
  #prepared: Promise<OpenFile> | null = null;
  #removing: Promise<void> = Promise.resolve();

  constructor(options: SegmentChainOptions) {
    this.#files = options.files;
    this.#directory = options.directory;
    this.#segmentBytes = options.segmentBytes;
    this.#segments = [...options.segments];
    this.#file = options.file;
    this.#end = options.end;
    this.#currentBytes = options.currentBytes;
    this.#sequence = options.nextSequence;
  }

  get path(): string {
    return this.#file.path;
  }

  get count(): number {
    return this.#segments.length;
  }

  /** Number of the next frame, and of the segment that takes it if it fits. */
  get nextFrame(): { readonly sequence: number; readonly segment: number } {
    return { sequence: this.#sequence, segment: this.#current.segment };
  }

  fits(bytes: number): boolean {
    return this.#end + bytes <= this.#currentBytes;
  }

  /** Writes one frame; the callback means that it is on stable storage. One at a time. */
  write(
    chunks: readonly Uint8Array[],
    bytes: number,
    lastIndexMax: number,
    done: (error: Error | null) => void,
  ): void {
    const current = this.#current;
    current.lastIndexMax = Math.max(current.lastIndexMax, lastIndexMax);
    this.#file.write(chunks, this.#end, (error) => {
      if (error === null) {
        this.#end += bytes;
        this.#sequence++;
        if (this.#end > this.#currentBytes / 2) void this.#prepare();
      }
      done(error);
    });
  }

  /** Goes on in a new segment, which begins with `start`. Rejects with the system's errors. */
  async roll(start: Omit<SegmentStart, "segmentBytes">): Promise<void> {
    const prepared = await this.#prepare();
    this.#prepared = null;
    const segment = this.#current.segment + 1;
    const started = await startSegment(
      this.#files,
      this.#directory,
      prepared,
      segment,
      this.#sequence,
      { ...start, segmentBytes: this.#segmentBytes },
    );
    await this.#file.close();
    this.#file = started.file;
    this.#end = started.end;
    this.#currentBytes = this.#segmentBytes;
    this.#sequence++;
    this.#segments.push({ segment, lastIndexMax: 0 });
  }

  /**
   * An adopted snapshot voided every entry so far, so no segment is kept for the sake of its entries, except those up
   * to `lastIndexMax` that came after it in the same frame.
   */
  voidEntries(lastIndexMax: number): void {
    for (const segment of this.#segments) segment.lastIndexMax = 0;
    this.#current.lastIndexMax = lastIndexMax;
  }

  /** Deletes the oldest segments as long as they hold no entry above `upToIndex`. Rejects with the system's errors. */
  compact(upToIndex: number): Promise<void> {
    const needless: string[] = [];
    while (this.#segments.length > 1 && this.#segments[0]!.lastIndexMax <= upToIndex) {
      needless.push(join(this.#directory, segmentFile(this.#segments.shift()!.segment)));
    }
    if (needless.length > 0) {
      this.#removing = this.#removing.then(() => this.#remove(needless));
    }
    return this.#removing;
  }

  async close(): Promise<void> {
    await this.#removing;
    if (this.#prepared !== null) await (await this.#prepared).close();
    await this.#file.close();
  }

  get #current(): SegmentSummary {
    return this.#segments.at(-1)!;
  }

  #prepare(): Promise<OpenFile> {
    if (this.#prepared === null) {
      this.#prepared = prepareSegment(this.#files, this.#directory, this.#segmentBytes);
      // Whoever needs the file hears of the failure; until then it concerns nobody.
      this.#prepared.catch(() => undefined);
    }
    return this.#prepared;
  }

  /** Oldest first and one after the other, so that a crash in between leaves no gap. */
  async #remove(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      await this.#files.remove(path);
      await this.#files.syncDirectory(this.#directory);
    }
  }
}
