/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: whoever asks of an account has compared it with `count`, and rows and funds have a row for every
   account below it; the words of a row are named by the constants below, all smaller than a row. A check of each
   read would cost the hot path what the cache line saves. */
import {
  asCents,
  asLogIndex,
  asSequenceNumber,
  initialFundsCents,
  ledgerResultCodes,
  type Cents,
  type LogIndex,
  type SequenceNumber,
} from "@cablecut/protocol";
import type { WordSink, WordSource } from "../format/word-stream.ts";

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
/** Shard in the lower 16 bits, above it the result code of the last number (8 bits), above that the flag `changed`. */
export const shardAndResultAt = 11;
/** Stands in a row whose share in the digest is not up to date; never in a digest or a snapshot. */
const changed = 1 << 24;
/** Payee and amount of the last number, mixed: the receipt has them exactly, this brings them into the digest. */
export const lastPayloadAt = 12;
/** Where `ReceivedSums` has the newest sum that the account received. */
export const newestReceivedAt = 13;
/** The row's share in the state digest: that of the words before it, unless the row is among the changed ones. */
export const digestAt = 14;

/** In place of a payee where a number was ended without one: an opening, a cancel. */
export const noPayee = 0xffff_ffff;

const firstCapacity = 512;
/**
 * Large blocks of memory begin 16 bytes behind a page where glibc hands them out; rows that begin 48 bytes later lie in one
 * cache line each, and not in two. Elsewhere this is as good as any other place.
 */
const firstRowByte = 48;

function emptyRows(capacity: number): Uint32Array {
  const bytes = 4 * rowWords * capacity;
  return new Uint32Array(new ArrayBuffer(firstRowByte + bytes), firstRowByte);
}

function fundsIn(rows: Uint32Array): Float64Array {
  return new Float64Array(rows.buffer, rows.byteOffset);
}

export class Accounts {
  count = 0;
  rows: Uint32Array = emptyRows(firstCapacity);
  funds: Float64Array = fundsIn(this.rows);
  /** Sums of all rows' shares modulo 2^32; up to date after `settleDigest`. */
  readonly digestSums = new Uint32Array(2);
  /** Accounts whose rows carry `changed`, each once. */
  #changed = new Uint32Array(firstCapacity);
  #changedCount = 0;

  /** The new account's id. Funds and client table as after its opening, which is its number 0. */
  add(shard: number, openedIndex: number): number {
    const account = this.count;
    this.#reserve(account + 1);
    const row = account * rowWords;
    const double = account * rowDoubles;
    this.funds[double + balanceAt] = initialFundsCents;
    this.funds[double + openedIndexAt] = openedIndex;
    this.rows[row + shardAndResultAt] = shard;
    this.count = account + 1;
    this.changeResult(account, ledgerResultCodes.applied);
    return account;
  }

  balanceOf(account: number): Cents {
    return asCents(this.funds[account * rowDoubles + balanceAt]!);
  }

  sentCentsOf(account: number): Cents {
    return asCents(this.funds[account * rowDoubles + sentCentsAt]!);
  }

  receivedCentsOf(account: number): Cents {
    return asCents(this.funds[account * rowDoubles + receivedCentsAt]!);
  }

  openedIndexOf(account: number): LogIndex {
    return asLogIndex(this.funds[account * rowDoubles + openedIndexAt]!);
  }

  lastSequenceOf(account: number): SequenceNumber {
    return asSequenceNumber(this.rows[account * rowWords + lastSequenceAt]!);
  }

  sentCountOf(account: number): number {
    return this.rows[account * rowWords + sentCountAt]!;
  }

  receivedCountOf(account: number): number {
    return this.rows[account * rowWords + receivedCountAt]!;
  }

  newestReceivedOf(account: number): number {
    return this.rows[account * rowWords + newestReceivedAt]!;
  }

  shardOf(account: number): number {
    return this.rows[account * rowWords + shardAndResultAt]! & 0xffff;
  }

  resultOf(account: number): number {
    return (this.rows[account * rowWords + shardAndResultAt]! >>> 16) & 0xff;
  }

  /** Every change of a row goes with a call of this or of `changeResult`. */
  markChanged(account: number): void {
    const at = account * rowWords + shardAndResultAt;
    const before = this.rows[at]!;
    if ((before & changed) !== 0) return;
    this.rows[at] = before | changed;
    this.#changed[this.#changedCount] = account;
    this.#changedCount += 1;
  }

  changeResult(account: number, result: number): void {
    const at = account * rowWords + shardAndResultAt;
    const before = this.rows[at]!;
    this.rows[at] = (before & 0xffff) | (result << 16) | changed;
    if ((before & changed) !== 0) return;
    this.#changed[this.#changedCount] = account;
    this.#changedCount += 1;
  }

  /**
   * Brings the sums up to date. Done before each use and not after each transfer: an account that paid a hundred times
   * since the last digest costs as much as one that paid once.
   */
  settleDigest(): void {
    for (let n = 0; n < this.#changedCount; n++) this.#refreshDigest(this.#changed[n]!);
    this.#changedCount = 0;
  }

  #refreshDigest(account: number): void {
    const { rows, digestSums } = this;
    const row = account * rowWords;
    rows[row + shardAndResultAt] = rows[row + shardAndResultAt]! & ~changed;
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

  /** The sums as they would be had they never been carried along: from a copy of the rows that forgot its shares. */
  recountedSums(): Uint32Array {
    this.settleDigest();
    const copy = new Accounts();
    copy.count = this.count;
    copy.rows = this.rows.slice(0, this.count * rowWords);
    copy.#forgetShares();
    return copy.digestSums;
  }

  #forgetShares(): void {
    this.digestSums.fill(0);
    for (let account = 0; account < this.count; account++) {
      this.rows[account * rowWords + digestAt] = 0;
      this.rows[account * rowWords + digestAt + 1] = 0;
      this.#refreshDigest(account);
    }
  }

  save(sink: WordSink): void {
    this.settleDigest();
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
    }
    this.#forgetShares();
    return true;
  }

  /** Doubling bounds the copies: an account's row is moved twice on average, however many are opened. */
  #reserve(count: number): void {
    let capacity = this.rows.length / rowWords;
    if (count <= capacity) return;
    while (capacity < count) capacity *= 2;
    const grown = emptyRows(capacity);
    grown.set(this.rows);
    this.rows = grown;
    this.funds = fundsIn(grown);
    const changedGrown = new Uint32Array(capacity);
    changedGrown.set(this.#changed);
    this.#changed = changedGrown;
  }
}
