/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: `outcomes` has a place for every record of a payload, and `applied` an entry for each. */
import type { Applied } from "@cablecut/ledger";
import { answeredBefore, freshBit } from "./archived-records.ts";
import {
  entryKind,
  entryWords,
  gapKind,
  gapWords,
  headBytes,
  reasonCode,
  sealFrame,
  segmentHead,
  type ArchiveOwner,
} from "./format.ts";
import type { ArchivedGap } from "./items.ts";

/** Payloads up to this size are copied; a longer one is kept as it is until it is written. */
const copiedBytesMax = 16 * 1024;
const blockWords = 16 * 1024;

/** Memory for frames that is used again and again: fresh memory is what costs. */
export class BlockPool {
  readonly #free: Uint32Array[] = [];
  readonly #keptMax: number;

  constructor(keptMax: number) {
    this.#keptMax = keptMax;
  }

  take(words: number): Uint32Array {
    if (words > blockWords) return new Uint32Array(words);
    return this.#free.pop() ?? new Uint32Array(blockWords);
  }

  give(block: Uint32Array): void {
    if (block.length === blockWords && this.#free.length < this.#keptMax) this.#free.push(block);
  }
}

/** Frames that are written together, all into one segment. */
export class FrameBatch {
  readonly segment: number;
  /** Where in the segment it goes, in bytes; 0: it begins the segment. */
  readonly offset: number;
  /** First entry or gap in it. */
  readonly firstIndex: number;
  lastIndex = 0;
  bytes = 0;
  readonly #pool: BlockPool;
  readonly #blocks: Uint32Array[] = [];
  readonly #pieces: Uint8Array[] = [];
  /** Words of the last block that are in use, and of those the first that is in no piece yet. */
  #used = 0;
  #pieceFrom = 0;

  constructor(pool: BlockPool, segment: number, offset: number, firstIndex: number) {
    this.#pool = pool;
    this.segment = segment;
    this.offset = offset;
    this.firstIndex = firstIndex;
  }

  get end(): number {
    return this.offset + this.bytes;
  }

  head(owner: ArchiveOwner): void {
    this.#copy(segmentHead(owner, this.segment));
    this.bytes += headBytes;
  }

  gap({ from, to, reason }: Omit<ArchivedGap, "kind">, chain: Uint8Array): void {
    const { words, at } = this.#room(gapWords);
    words[at + 12] = from >>> 0;
    words[at + 13] = Math.floor(from / 0x1_0000_0000);
    words[at + 14] = reasonCode(reason);
    const { segment } = this;
    sealFrame(words, at, at + gapWords, { kind: gapKind, segment, index: to, chain });
    this.bytes += 4 * gapWords;
    this.lastIndex = to;
  }

  entry(applied: Applied, payload: Uint8Array, chain: Uint8Array): void {
    const { index, count, booked, openings } = applied;
    const plain = booked === count;
    const outcomeWords = plain ? 0 : Math.ceil(count / 4);
    const own = entryWords + outcomeWords + 2 * openings.length;
    const { words, at } = this.#room(own);
    words[at + 12] = payload.length;
    words[at + 13] = count;
    words[at + 14] = booked;
    words[at + 15] = outcomeWords;
    words[at + 16] = openings.length;
    if (!plain) writeOutcomes(words, at + entryWords, outcomeWords, applied);
    let next = at + entryWords + outcomeWords;
    for (const { record, account, fresh } of openings) {
      words[next] = (record | (fresh ? freshBit : 0)) >>> 0;
      words[next + 1] = account;
      next += 2;
    }
    sealFrame(words, at, at + own, { kind: entryKind, segment: this.segment, index, chain });
    this.#payload(payload);
    this.bytes += 4 * (own + Math.ceil(payload.length / 4));
    this.lastIndex = index;
  }

  /** What is to be written, in order; valid until `release`. */
  seal(): readonly Uint8Array[] {
    this.#cut();
    return this.#pieces;
  }

  release(): void {
    for (const block of this.#blocks.splice(0)) this.#pool.give(block);
    this.#pieces.length = 0;
  }

  #payload(payload: Uint8Array): void {
    if (payload.length <= copiedBytesMax || payload.length % 4 !== 0) return this.#copy(payload);
    this.#cut();
    this.#pieces.push(payload);
  }

  /** Filled up to whole words with zeros. */
  #copy(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const length = Math.ceil(bytes.length / 4);
    const { words, at } = this.#room(length);
    words[at + length - 1] = 0;
    new Uint8Array(words.buffer, 4 * at, bytes.length).set(bytes);
  }

  #room(words: number): { readonly words: Uint32Array; readonly at: number } {
    let block = this.#blocks.at(-1);
    if (block === undefined || this.#used + words > block.length) {
      this.#cut();
      block = this.#pool.take(words);
      this.#blocks.push(block);
      this.#used = this.#pieceFrom = 0;
    }
    const at = this.#used;
    this.#used += words;
    return { words: block, at };
  }

  #cut(): void {
    const block = this.#blocks.at(-1);
    if (block === undefined || this.#used === this.#pieceFrom) return;
    const length = 4 * (this.#used - this.#pieceFrom);
    this.#pieces.push(new Uint8Array(block.buffer, 4 * this.#pieceFrom, length));
    this.#pieceFrom = this.#used;
  }
}

/** A byte per record; the rest of the last word is zero. */
function writeOutcomes(words: Uint32Array, at: number, length: number, applied: Applied): void {
  words[at + length - 1] = 0;
  const bytes = new Uint8Array(words.buffer, 4 * at, 4 * length);
  const { index, count, results, endedAt } = applied;
  for (let record = 0; record < count; record++) {
    const ended = endedAt[record]!;
    bytes[record] = results[record]! | (ended !== 0 && ended !== index ? answeredBefore : 0);
  }
}
