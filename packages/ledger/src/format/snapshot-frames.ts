/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: positions are held against the length of the words before they are read. */
import { checksumOf } from "./checksum.ts";
import { lowerWordOf, upperWordOf, type WordSink } from "./word-stream.ts";

/**
 * A snapshot is a stream of bytes: a preamble and frames of at most 1 MiB, each with its own checksum, so that damage is
 * found before anything is believed. It may be cut into chunks at any byte.
 *
 * preamble  magic, version (the ledger's format at that index), XXH32 of both
 * frame     words | 2^31 if it is the last, XXH32 seeded with number of the frame and first word, the words
 */
const snapshotVersions = [1, 2];
const snapshotMagic = 0x4e534343;
const frameWordsMax = 256 * 1_024 - 2;
const preambleWords = 3;
const lastFrame = 0x8000_0000;

function frameChecksum(
  words: Uint32Array,
  from: number,
  to: number,
  number: number,
  head: number,
): number {
  return checksumOf(words, from, to, Math.imul(number + 1, 0x9e3779b1) ^ head);
}

export class SnapshotWriter implements WordSink {
  readonly #chunks: Uint8Array[] = [];
  #frame = new Uint32Array(2 + frameWordsMax);
  #at = 2;

  constructor(version: number) {
    const preamble = Uint32Array.of(snapshotMagic, version, 0);
    preamble[2] = checksumOf(preamble, 0, 2, 0);
    this.#chunks.push(new Uint8Array(preamble.buffer));
  }

  word(value: number): void {
    if (this.#at === this.#frame.length) this.#seal(0);
    this.#frame[this.#at] = value;
    this.#at += 1;
  }

  double(value: number): void {
    const upper = upperWordOf(value);
    this.word(lowerWordOf(value));
    this.word(upper);
  }

  words(source: Uint32Array, from: number, to: number): void {
    let at = from;
    while (at < to) {
      if (this.#at === this.#frame.length) this.#seal(0);
      const end = Math.min(to, at + this.#frame.length - this.#at);
      copyWords(source, at, end, this.#frame, this.#at);
      this.#at += end - at;
      at = end;
    }
  }

  finish(): Uint8Array[] {
    this.#seal(lastFrame);
    return this.#chunks;
  }

  #seal(flag: number): void {
    const frame = this.#frame;
    const head = ((this.#at - 2) | flag) >>> 0;
    frame[0] = head;
    frame[1] = frameChecksum(frame, 2, this.#at, this.#chunks.length, head);
    const sealed = flag === lastFrame ? frame.slice(0, this.#at) : frame;
    this.#chunks.push(new Uint8Array(sealed.buffer));
    if (flag === 0) this.#frame = new Uint32Array(2 + frameWordsMax);
    this.#at = 2;
  }
}

/** Receipts come in pieces of a few words, where a call of `set` costs more than the loop. */
function copyWords(
  source: Uint32Array,
  from: number,
  to: number,
  target: Uint32Array,
  at: number,
): void {
  if (to - from > 512) {
    target.set(source.subarray(from, to), at);
    return;
  }
  const shift = at - from;
  for (let word = from; word < to; word++) target[word + shift] = source[word]!;
}

export type SnapshotWords =
  | { readonly ok: true; readonly version: number; readonly words: Uint32Array }
  | {
      readonly ok: false;
      readonly refusal: "snapshot-damaged" | "unknown-version";
      readonly detail: string;
    };

/** All words of all frames in one array, after every checksum was found right. */
export function readSnapshot(chunks: readonly Uint8Array[]): SnapshotWords {
  const words = joined(chunks);
  if (words === null || words.length < preambleWords) return damaged("it is cut off");
  if (words[0] !== snapshotMagic || words[2] !== checksumOf(words, 0, 2, 0)) {
    return damaged("its first bytes are not those of a snapshot");
  }
  const version = words[1]!;
  if (!snapshotVersions.includes(version)) {
    const readable = snapshotVersions.join(" and ");
    const detail = `version ${version}, this program reads versions ${readable}: start the program that wrote it`;
    return { ok: false, refusal: "unknown-version", detail };
  }
  let at = preambleWords;
  let end = 0;
  for (let number = 1; ; number++) {
    if (at + 2 > words.length) return damaged(`frame ${number} is cut off`);
    const head = words[at]!;
    const count = head & ~lastFrame;
    const start = at + 2;
    if (start + count > words.length) return damaged(`frame ${number} is cut off`);
    if (words[at + 1] !== frameChecksum(words, start, start + count, number, head)) {
      return damaged(`the checksum of frame ${number} is wrong`);
    }
    // Closes the gap that the frame's head leaves: what is moved has been checked and lies further down.
    words.copyWithin(end, start, start + count);
    end += count;
    at = start + count;
    if (head >= lastFrame) break;
  }
  if (at !== words.length) return damaged("something follows its last frame");
  return { ok: true, version, words: words.subarray(0, end) };
}

function damaged(detail: string): SnapshotWords {
  return { ok: false, refusal: "snapshot-damaged", detail };
}

/** Null where the bytes are no whole number of words. */
function joined(chunks: readonly Uint8Array[]): Uint32Array | null {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (length % 4 !== 0) return null;
  const words = new Uint32Array(length / 4);
  const bytes = new Uint8Array(words.buffer);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return words;
}
