/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: every word that is read lies below an end that was compared with the length of the file first; a gap's reason
   and an entry's chain before it are there by `#isNext`. */
import { checksumOf } from "@cablecut/ledger";
import {
  entryKind,
  entryWords,
  frameMagic,
  frameSeed,
  gapKind,
  gapWords,
  headWords,
  integerAt,
  readHead,
  type ArchiveOwner,
} from "./format.ts";
import { gapReasons, type ArchivedEntry, type ArchivedGap } from "./items.ts";

/** The argument's memory is used again afterwards and must not be kept. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function hexOf(bytes: Uint8Array, length: number): string {
  let text = "";
  for (let at = 0; at < length; at += 1) text += hexPairs[bytes[at]!]!;
  return text;
}

/** Of millions of entries hardly one is asked for its hash in digits. */
class WholeEntry implements ArchivedEntry {
  readonly kind = "entry";
  readonly index: number;
  readonly chainBytes: Uint8Array;
  readonly chainBytesBefore: Uint8Array;
  readonly payload: Uint8Array;
  readonly records: number;
  readonly booked: number;
  readonly outcomes: Uint8Array;
  readonly openings: Uint32Array;

  constructor(parts: Omit<ArchivedEntry, "kind" | "chain" | "chainPrefix" | "chainPrefixBefore">) {
    this.index = parts.index;
    this.chainBytes = parts.chainBytes;
    this.chainBytesBefore = parts.chainBytesBefore;
    this.payload = parts.payload;
    this.records = parts.records;
    this.booked = parts.booked;
    this.outcomes = parts.outcomes;
    this.openings = parts.openings;
  }

  get chain(): string {
    return hexOf(this.chainBytes, 32);
  }

  get chainPrefix(): string {
    return hexOf(this.chainBytes, 8);
  }

  get chainPrefixBefore(): string {
    return hexOf(this.chainBytesBefore, 8);
  }
}

/** What a frame says, before anything is compared with its neighbours. */
interface Frame {
  readonly kind: number;
  readonly index: number;
  readonly chain: Uint8Array;
  /** Word after its last one. */
  readonly end: number;
}

/** Between two frames. */
export interface SegmentPlace {
  /** Bytes from the beginning. */
  readonly end: number;
  readonly index: number;
  /** Null before the first frame. */
  readonly chain: Uint8Array | null;
}

/** The whole frames of one segment, in order. A frame whose payload does not make its chain hash is a gap of one entry. */
export class SegmentReader {
  readonly owner: (ArchiveOwner & { readonly segment: number }) | null;
  readonly #words: Uint32Array;
  readonly #sha256: Sha256;
  #at = headWords;
  #chain: Uint8Array | null = null;
  #index = 0;
  readonly #input = new ChainInput();

  constructor(bytes: Uint8Array, sha256: Sha256) {
    this.#words = wordsOf(bytes);
    this.#sha256 = sha256;
    this.owner = readHead(this.#words);
  }

  /** Where the whole frames end, in bytes. */
  get end(): number {
    return 4 * this.#at;
  }

  /** The last index that was read, and the chain hash after it; null before the first frame. */
  get position(): { readonly index: number; readonly chain: Uint8Array } | null {
    return this.#chain === null ? null : { index: this.#index, chain: this.#chain };
  }

  get place(): SegmentPlace {
    return { end: this.end, index: this.#index, chain: this.#chain };
  }

  /** Goes on from where it was once. */
  goTo({ end, index, chain }: SegmentPlace): void {
    this.#at = end / 4;
    this.#index = index;
    this.#chain = chain;
  }

  /** Steps over a frame on the word of its own checksum, without a look at its payload. False at the end of what is whole. */
  skip(): boolean {
    const frame = this.owner === null ? null : this.#frameAt(this.#at, this.owner.segment);
    if (frame === null || !this.#isNext(frame)) return false;
    this.#pass(frame);
    return true;
  }

  /** Null at the end of what is whole. */
  next(): ArchivedEntry | ArchivedGap | null {
    if (this.owner === null) return null;
    const frame = this.#frameAt(this.#at, this.owner.segment);
    if (frame === null || !this.#isNext(frame)) return null;
    const item = frame.kind === gapKind ? this.#gap(frame) : this.#entry(frame);
    this.#pass(frame);
    return item;
  }

  #pass(frame: Frame): void {
    this.#at = frame.end;
    this.#chain = frame.chain;
    this.#index = frame.index;
  }

  #frameAt(at: number, segment: number): Frame | null {
    const words = this.#words;
    if (at + gapWords > words.length || (words[at]! & 0xffff) !== frameMagic) return null;
    const kind = words[at]! >>> 16;
    let own = gapWords;
    let payloadWords = 0;
    if (kind === entryKind) {
      if (at + entryWords > words.length) return null;
      own = entryWords + words[at + 15]! + 2 * words[at + 16]!;
      payloadWords = Math.ceil(words[at + 12]! / 4);
    } else if (kind !== gapKind) return null;
    const end = at + own + payloadWords;
    if (end > words.length) return null;
    const checksum = checksumOf(words, at + 2, at + own, frameSeed(segment, kind));
    if (words[at + 1] !== checksum) return null;
    const chain = this.#bytes(at + 4, 32).slice();
    return { kind, index: integerAt(words, at + 2), chain, end };
  }

  /** It says what the frame at hand can say, and follows the one before. */
  #isNext({ kind, index }: Frame): boolean {
    const words = this.#words;
    const at = this.#at;
    if (kind === gapKind) {
      const follows = this.#chain === null || integerAt(words, at + 12) === this.#index + 1;
      return follows && gapReasons[words[at + 14]!] !== undefined;
    }
    // A checksum of 32 bits is no word of honour: whoever made the file may have counted as he liked.
    const outcomeWords = words[at + 15]!;
    const hasOutcomes = outcomeWords === 0 || outcomeWords === Math.ceil(words[at + 13]! / 4);
    return this.#chain !== null && index === this.#index + 1 && hasOutcomes;
  }

  #gap(frame: Frame): ArchivedGap {
    const at = this.#at;
    const from = integerAt(this.#words, at + 12);
    return { kind: "gap", from, to: frame.index, reason: gapReasons[this.#words[at + 14]!]! };
  }

  #entry({ index, chain }: Frame): ArchivedEntry | ArchivedGap {
    const words = this.#words;
    const at = this.#at;
    const before = this.#chain!;
    const records = words[at + 13]!;
    const outcomeWords = words[at + 15]!;
    const openingsAt = at + entryWords + outcomeWords;
    const payloadAt = openingsAt + 2 * words[at + 16]!;
    const payload = this.#bytes(payloadAt, words[at + 12]!);
    const recomputed = this.#sha256(this.#input.of(before, index, payload));
    if (!sameBytes(recomputed, chain))
      return { kind: "gap", from: index, to: index, reason: "damaged" };
    return new WholeEntry({
      index,
      chainBytes: chain,
      chainBytesBefore: before,
      payload,
      records,
      booked: words[at + 14]!,
      outcomes: this.#bytes(at + entryWords, outcomeWords === 0 ? 0 : records),
      openings: words.subarray(openingsAt, payloadAt),
    });
  }

  #bytes(word: number, length: number): Uint8Array {
    return new Uint8Array(this.#words.buffer, this.#words.byteOffset + 4 * word, length);
  }
}

/** What is under the chain hash of an entry: previous hash, index in 8 bytes, payload. Its memory is used again and again. */
class ChainInput {
  #bytes = new Uint8Array(4_096);
  #view = new DataView(this.#bytes.buffer);

  of(previous: Uint8Array, index: number, payload: Uint8Array): Uint8Array {
    const length = 40 + payload.length;
    if (length > this.#bytes.length) {
      this.#bytes = new Uint8Array(2 * length);
      this.#view = new DataView(this.#bytes.buffer);
    }
    this.#bytes.set(previous);
    this.#view.setUint32(32, index % 0x1_0000_0000, true);
    this.#view.setUint32(36, Math.floor(index / 0x1_0000_0000), true);
    this.#bytes.set(payload, 40);
    return this.#bytes.subarray(0, length);
  }
}

export function sameBytes(one: Uint8Array, two: Uint8Array): boolean {
  if (one.length !== two.length) return false;
  for (let at = 0; at < one.length; at += 1) if (one[at] !== two[at]) return false;
  return true;
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  const whole = bytes.length & ~3;
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, whole / 4);
}
