import { crc32 } from "./checksum.ts";
import { frameBytes, frameEnd, frameHeaderBytes, writeFrameHeader } from "./frame.ts";
import { encodeEntryHead, entryHeadBytes, recordHeaderBytes } from "./records.ts";
import type { WalEntry } from "./types.ts";

/** Data of at least this size is written from where it lies; smaller data is cheaper to copy than to list. */
const referencedBytesMin = 4096;
const blockBytes = 64 * 1024;
/** One writev takes at most 1,024 chunks (IOV_MAX); more would be several calls and several syncs. */
const chunksMax = 1000;

/** Blocks that a finished group gives back for the next ones. */
export class BlockPool {
  readonly #free: Uint8Array[] = [];
  readonly #kept: number;

  constructor(kept: number) {
    this.#kept = kept;
  }

  take(): Uint8Array {
    return this.#free.pop() ?? new Uint8Array(blockBytes);
  }

  giveBack(blocks: readonly Uint8Array[]): void {
    for (const block of blocks) if (this.#free.length < this.#kept) this.#free.push(block);
  }
}

/** Records on their way to one frame, with those who wait for it. */
export class Group {
  readonly #pool: BlockPool;
  readonly #blocks: Uint8Array[] = [];
  readonly #chunks: Uint8Array[] = [];
  /** Called in order once the frame is durable. */
  readonly waiting: (() => void)[] = [];
  #block: Uint8Array;
  #view: DataView;
  /** Where the part of the block begins that is not yet among the chunks. */
  #blockFrom = frameHeaderBytes;
  #blockTo = frameHeaderBytes;
  #bodyBytes = 0;
  #records = 0;
  /** Highest index of its entries; 0 without any. */
  lastIndexMax = 0;
  /** An adopted snapshot is in it: all entries before are void. */
  voidsEntries = false;

  constructor(pool: BlockPool) {
    this.#pool = pool;
    this.#block = pool.take();
    this.#view = new DataView(this.#block.buffer);
    this.#blocks.push(this.#block);
  }

  get bodyBytes(): number {
    return this.#bodyBytes;
  }

  get isEmpty(): boolean {
    return this.#records === 0;
  }

  /** Whether these entries fit in without making it longer than `bytesMax`, or than one writev takes. */
  hasRoomFor(entries: readonly WalEntry[], bytesMax: number): boolean {
    let bytes = this.#bodyBytes;
    for (const { data } of entries) bytes += recordHeaderBytes + entryHeadBytes + data.length;
    return bytes <= bytesMax && this.#chunks.length + 2 * entries.length <= chunksMax;
  }

  addEntry(entry: WalEntry): void {
    const headBytes = recordHeaderBytes + entryHeadBytes;
    this.#reserve(headBytes);
    encodeEntryHead(this.#view, this.#blockTo, entry);
    this.#blockTo += headBytes;
    this.#bodyBytes += headBytes + entry.data.length;
    this.#records++;
    if (entry.index > this.lastIndexMax) this.lastIndexMax = entry.index;
    if (entry.data.length >= referencedBytesMin) {
      this.#closeChunk();
      this.#chunks.push(entry.data);
    } else this.#copy(entry.data);
  }

  /** A whole record, encoded already. */
  addRecord(record: Uint8Array): void {
    this.#copy(record);
    this.#bodyBytes += record.length;
    this.#records++;
  }

  /** The pointer of an adopted snapshot. */
  addVoidingRecord(record: Uint8Array): void {
    this.addRecord(record);
    this.lastIndexMax = 0;
    this.voidsEntries = true;
  }

  /** The finished frame, chunk by chunk. */
  seal(sequence: number, segment: number): { chunks: readonly Uint8Array[]; bytes: number } {
    this.#closeChunk();
    let checksum = 0;
    for (const chunk of this.#chunks) checksum = crc32(chunk, checksum);
    const bodyBytes = this.#bodyBytes;
    const header = this.#blocks[0]!.subarray(0, frameHeaderBytes);
    writeFrameHeader(header, { bodyBytes, sequence, segment, records: this.#records });
    return {
      chunks: [header, ...this.#chunks, frameEnd(bodyBytes, checksum)],
      bytes: frameBytes(bodyBytes),
    };
  }

  /** After the frame was written: its memory may be used again. */
  release(): void {
    this.#pool.giveBack(this.#blocks);
    this.#blocks.length = 0;
    this.#chunks.length = 0;
  }

  #copy(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#block.set(bytes, this.#blockTo);
    this.#blockTo += bytes.length;
  }

  #reserve(bytes: number): void {
    if (this.#blockTo + bytes <= blockBytes) return;
    this.#closeChunk();
    this.#block = this.#pool.take();
    this.#view = new DataView(this.#block.buffer);
    this.#blocks.push(this.#block);
    this.#blockFrom = 0;
    this.#blockTo = 0;
  }

  #closeChunk(): void {
    if (this.#blockTo === this.#blockFrom) return;
    this.#chunks.push(this.#block.subarray(this.#blockFrom, this.#blockTo));
    this.#blockFrom = this.#blockTo;
  }
}
