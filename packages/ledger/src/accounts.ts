import { initialFundsCents, ledgerResultCodes } from "@cablecut/protocol";
import type { WordSink, WordSource } from "./words.ts";

/**
 * One row of 64 bytes per account, a cache line: a transfer touches two of them. The first four doubles and the words
 * after them share one buffer. The last number with its payload and result is the client table (Liskov & Cowling,
 * "Viewstamped Replication Revisited", §4.1).
 */
export const rowWords = 16;
export const rowDoubles = 8;
/** Positions of doubles within a row of `funds`. */
export const balanceAt = 0;
export const sentCentsAt = 1;
export const receivedCentsAt = 2;
export const openedIndexAt = 3;
/** Positions of words within a row of `rows`. */
export const lastSequenceAt = 8;
export const sentCountAt = 9;
export const receivedCountAt = 10;
/** Shard in the lower 16 bits, result code of the last number above. */
export const shardAndResultAt = 11;
export const lastPayeeAt = 12;
export const lastAmountAt = 13;
/** The row's share in the state digest. Invariant: always that of the words before it. */
export const digestAt = 14;

/** In place of a payee where a number was ended without one: an opening, a cancel. */
export const noPayee = 0xffff_ffff;

const firstCapacity = 512;

export class Accounts {
  count = 0;
  rows = new Uint32Array(firstCapacity * rowWords);
  funds = new Float64Array(this.rows.buffer);
  /** Sums of all rows' shares modulo 2^32: the order of openings and payments leaves no other trace in them. */
  readonly digestSums = new Uint32Array(2);

  /** The new account's id. Funds and client table as after its opening, which is its number 0. */
  add(shard: number, openedIndex: number): number {
    const account = this.count;
    this.#reserve(account + 1);
    const row = account * rowWords;
    const double = account * rowDoubles;
    this.funds[double + balanceAt] = initialFundsCents;
    this.funds[double + openedIndexAt] = openedIndex;
    this.rows[row + shardAndResultAt] = shard | (ledgerResultCodes.applied << 16);
    this.rows[row + lastPayeeAt] = noPayee;
    this.count = account + 1;
    this.refreshDigest(account);
    return account;
  }

  shardOf(account: number): number {
    return this.rows[account * rowWords + shardAndResultAt]! & 0xffff;
  }

  /** To be called after every change of a row. */
  refreshDigest(account: number): void {
    const { rows, digestSums } = this;
    const row = account * rowWords;
    // Two lanes, so that the processor works on both at once; each step is a bijection of its word.
    let even = Math.imul(account, 0x9e3779b1) ^ 0x85ebca77;
    let odd = Math.imul(account, 0xc2b2ae3d) ^ 0x27d4eb2f;
    for (let at = row; at < row + digestAt; at += 2) {
      even = Math.imul(even ^ rows[at]!, 0x9e3779b1);
      even = (even << 13) | (even >>> 19);
      odd = Math.imul(odd ^ rows[at + 1]!, 0x85ebca77);
      odd = (odd << 15) | (odd >>> 17);
    }
    const first = Math.imul(even ^ (odd >>> 15) ^ odd, 0xc2b2ae3d);
    const second = Math.imul(odd ^ (even >>> 13) ^ even, 0x27d4eb2f);
    digestSums[0] = (digestSums[0]! + first - rows[row + digestAt]!) | 0;
    digestSums[1] = (digestSums[1]! + second - rows[row + digestAt + 1]!) | 0;
    rows[row + digestAt] = first;
    rows[row + digestAt + 1] = second;
  }

  save(sink: WordSink): void {
    sink.word(this.count);
    sink.words(this.rows, 0, this.count * rowWords);
  }

  /** False where the saved rows do not fit together. Digest shares are computed anew, not believed. */
  load(source: WordSource, accountsMax: number, shards: number): boolean {
    const count = source.word();
    if (count > accountsMax || count * rowWords > source.rest) return false;
    this.#reserve(count);
    source.words(this.rows, 0, count * rowWords);
    this.count = count;
    for (let account = 0; account < count; account++) {
      if (this.shardOf(account) >= shards) return false;
      this.rows[account * rowWords + digestAt] = 0;
      this.rows[account * rowWords + digestAt + 1] = 0;
      this.refreshDigest(account);
    }
    return true;
  }

  /** Doubling bounds the copies: an account's row is moved twice on average, however many are opened. */
  #reserve(count: number): void {
    let capacity = this.rows.length / rowWords;
    if (count <= capacity) return;
    while (capacity < count) capacity *= 2;
    const grown = new Uint32Array(capacity * rowWords);
    grown.set(this.rows);
    this.rows = grown;
    this.funds = new Float64Array(grown.buffer);
  }
}
