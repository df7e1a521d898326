/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: a slot is masked by the length of the table, and a hash has eight words wherever it stands. */
import { wordOfHex } from "../format/hex.ts";
import type { WordSink, WordSource } from "../format/word-stream.ts";

const hashWords = 8;

/**
 * Account by token hash: open addressing with linear probing over typed arrays, at most half full. Accounts are only
 * ever added. The first `firstAccount` accounts are the house's and have no token.
 */
export class TokenTable {
  readonly #firstAccount: number;
  #hashes = new Uint32Array(64 * hashWords);
  #count = 0;
  /** Account + 1 by probe position; 0 is free. The length is a power of two. */
  #slots = new Uint32Array(256);

  constructor(firstAccount: number) {
    this.#firstAccount = firstAccount;
  }

  /** The account whose hash stands at `words[at]`, or -1. */
  find(words: Uint32Array, at: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = spread(words, at) & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot]!;
      if (entry === 0) return -1;
      if (this.#equals(entry - 1 - this.#firstAccount, words, at)) return entry - 1;
    }
  }

  /** -1 for what is no hash or no account's. `tokenHash` must consist of hex digits. */
  findHex(tokenHash: string): number {
    const words = new Uint32Array(hashWords);
    for (let word = 0; word < hashWords; word++) words[word] = wordOfHex(tokenHash, word);
    return this.find(words, 0);
  }

  firstByteOf(account: number): number {
    return this.#hashes[(account - this.#firstAccount) * hashWords]! & 0xff;
  }

  /** The account must be the next one: first account + hashes so far. */
  add(account: number, words: Uint32Array, at: number): void {
    const position = this.#count;
    this.#reserve(position + 1);
    for (let word = 0; word < hashWords; word++) {
      this.#hashes[position * hashWords + word] = words[at + word]!;
    }
    this.#count = position + 1;
    this.#insert(account);
  }

  save(sink: WordSink): void {
    sink.words(this.#hashes, 0, this.#count * hashWords);
  }

  /** False where one hash stands for two accounts. */
  load(source: WordSource, count: number): boolean {
    if (count * hashWords > source.rest) return false;
    this.#reserve(count);
    source.words(this.#hashes, 0, count * hashWords);
    for (let position = 0; position < count; position++) {
      if (this.find(this.#hashes, position * hashWords) >= 0) return false;
      this.#count = position + 1;
      this.#insert(this.#firstAccount + position);
    }
    return true;
  }

  #equals(position: number, words: Uint32Array, at: number): boolean {
    const start = position * hashWords;
    for (let word = 0; word < hashWords; word++) {
      if (this.#hashes[start + word] !== words[at + word]) return false;
    }
    return true;
  }

  #insert(account: number): void {
    const mask = this.#slots.length - 1;
    let slot = spread(this.#hashes, (account - this.#firstAccount) * hashWords) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = account + 1;
  }

  #reserve(count: number): void {
    if (count * hashWords > this.#hashes.length) {
      let capacity = this.#hashes.length;
      while (capacity < count * hashWords) capacity *= 2;
      const grown = new Uint32Array(capacity);
      grown.set(this.#hashes);
      this.#hashes = grown;
    }
    if (2 * count <= this.#slots.length) return;
    let capacity = this.#slots.length;
    while (capacity < 2 * count) capacity *= 2;
    this.#slots = new Uint32Array(capacity);
    for (let position = 0; position < this.#count; position++) {
      this.#insert(this.#firstAccount + position);
    }
  }
}

/** Hashes are spread evenly already; this keeps texts that merely look like hashes from piling up in one place. */
function spread(words: Uint32Array, at: number): number {
  const mixed = Math.imul(words[at]!, 0x9e3779b1) + Math.imul(words[at + 1]!, 0x85ebca77);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
