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
import { blockBytes } from "./files.ts";
import type { ArchivedGap } from "./items.ts";

/** Room for what is written at once and the payload that makes it so much. */
export const regionBytes = 3 * 1024 * 1024;

/** Memory for frames that is used again and again: fresh memory is what costs. */
export class RegionPool {
  readonly #free: Uint32Array[] = [];
  readonly #keptMax: number;
  readonly #allocate: (bytes: number) => ArrayBuffer;

  constructor(keptMax: number, allocate: (bytes: number) => ArrayBuffer) {
    this.#keptMax = keptMax;
    this.#allocate = allocate;
  }

  take(bytes: number): Uint32Array {
    if (bytes > regionBytes) return new Uint32Array(this.#allocate(wholeBlocks(bytes)));
    return this.#free.pop() ?? new Uint32Array(this.#allocate(regionBytes));
  }

  give(region: Uint32Array): void {
    if (region.byteLength === regionBytes && this.#free.length < this.#keptMax)
      this.#free.push(region);
  }
}

function wholeBlocks(bytes: number): number {
  return Math.ceil(bytes / blockBytes) * blockBytes;
}

/**
 * Frames that are written together, all into one segment. They stand in memory as they will in the file, in a block what is
 * written of it already comes before them. A payload is copied when it is applied: then it is still in the processor's
 * cache, and a copy of it costs a tenth of one that is made when it is written.
 */
export class FrameBatch {
  readonly segment: number;
  /** Where in the segment it goes, in bytes; 0: it begins the segment. */
  readonly offset: number;
  /** First entry or gap in it. */
  readonly firstIndex: number;
  lastIndex = 0;
  bytes = 0;
  readonly #words: Uint32Array;
  /** Of its memory, that the file has before it in its first block. */
  readonly #before: number;

  /** `words` is its until it is written, and begins where a block does. */
  constructor(words: Uint32Array, at: Pick<FrameBatch, "segment" | "offset" | "firstIndex">) {
    this.#words = words;
    this.segment = at.segment;
    this.offset = at.offset;
    this.firstIndex = at.firstIndex;
    this.#before = at.offset % blockBytes;
  }

  get memory(): Uint32Array {
    return this.#words;
  }

  /** Of its memory, that nothing is in yet, bytes. */
  get free(): number {
    return this.#words.byteLength - this.#before - this.bytes;
  }

  get end(): number {
    return this.offset + this.bytes;
  }

  head(owner: ArchiveOwner): void {
    this.#copy(segmentHead(owner, this.segment), 4 * this.#next());
    this.bytes += headBytes;
  }

  gap({ from, to, reason }: Omit<ArchivedGap, "kind">, chain: Uint8Array): void {
    const words = this.#words;
    const at = this.#next();
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
    const words = this.#words;
    const at = this.#next();
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
    this.#copy(payload, 4 * (at + own));
    this.bytes += 4 * (own + Math.ceil(payload.length / 4));
    this.lastIndex = index;
  }

  /** What is to be written from `offset` on. */
  get frames(): Uint8Array {
    return new Uint8Array(this.#words.buffer, this.#before, this.bytes);
  }

  /** The blocks that it is in, `before` being what the first of them holds already; zeros behind it. */
  blocks(before: Uint8Array): Uint8Array {
    const end = this.#before + this.bytes;
    const all = new Uint8Array(this.#words.buffer, 0, wholeBlocks(end));
    all.set(before);
    all.fill(0, end);
    return all;
  }

  #next(): number {
    return (this.#before + this.bytes) / 4;
  }

  /** Filled up to whole words with zeros. */
  #copy(bytes: Uint8Array, at: number): void {
    if (bytes.length === 0) return;
    this.#words[Math.ceil((at + bytes.length) / 4) - 1] = 0;
    new Uint8Array(this.#words.buffer, at, bytes.length).set(bytes);
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
