/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: a link modulo the capacity names an entry of the ring, which has `entryWords` words. */
import type { LogPosition } from "../format/log-position.ts";
import type { WordSink, WordSource } from "../format/word-stream.ts";

/** Sums received that are remembered, of all accounts together: half an hour of a show at 500 transfers a second. */
export const receivedEntriesMax = 1 << 20;

/** payee, payer, payer's number, amount | index (upper 12 bits)<<20, index (lower word), payee's entry before */
const entryWords = 6;
const firstCapacity = 1_024;

/** Read from the ring. */
export interface ReceivedSum {
  readonly payer: number;
  readonly sequence: number;
  readonly amount: number;
  readonly index: number;
}

/**
 * Money received, in log order: one ring for all accounts, each entry with a link to the one that its payee received
 * before; the rows hold each account's newest. Payees come in no order, so a ring per account would cost a wait for
 * memory per transfer; this one is written in sequence. Nobody's own receipts are in here: being paid often pushes none
 * of them out.
 */
export class ReceivedSums {
  #words = new Uint32Array(firstCapacity * entryWords);
  /** Power of two. Until it is `receivedEntriesMax` nothing has been overwritten. */
  #capacity = firstCapacity;
  /** Entries ever written: the next one's ordinal, of which rows and links keep 32 bits. */
  #count = 0;

  /** The amount is a booked one, below 2^20. Answers the link that the payee's row keeps. */
  write(
    payee: number,
    payer: number,
    sequence: number,
    amount: number,
    before: number,
    position: LogPosition,
  ): number {
    const ordinal = this.#count;
    if (ordinal === this.#capacity && ordinal < receivedEntriesMax) this.#grow(2 * ordinal);
    const at = (ordinal & (this.#capacity - 1)) * entryWords;
    const words = this.#words;
    words[at] = payee;
    words[at + 1] = payer;
    words[at + 2] = sequence;
    words[at + 3] = amount | (position.upper << 20);
    words[at + 4] = position.lower;
    words[at + 5] = before;
    this.#count = ordinal + 1;
    return ordinal >>> 0;
  }

  /**
   * What the account received, newest first, at most `entriesMax` and as far as the ring reaches back. A link may be so
   * old that its 32 bits mean another entry by now; that one names another payee, where the walk ends.
   */
  of(account: number, newest: number, entriesMax: number): ReceivedSum[] {
    const entries: ReceivedSum[] = [];
    const words = this.#words;
    const kept = Math.min(this.#count, this.#capacity);
    let link = newest;
    let youngest = -1;
    while (entries.length < entriesMax) {
      const age = (this.#count - 1 - link) >>> 0;
      const at = (link & (this.#capacity - 1)) * entryWords;
      if (age >= kept || age <= youngest || words[at] !== account) break;
      entries.push({
        payer: words[at + 1]!,
        sequence: words[at + 2]!,
        amount: words[at + 3]! & 0xf_ffff,
        index: words[at + 4]! + (words[at + 3]! >>> 20) * 0x1_0000_0000,
      });
      youngest = age;
      link = words[at + 5]!;
    }
    return entries;
  }

  save(sink: WordSink): void {
    sink.double(this.#count);
    sink.words(this.#words, 0, Math.min(this.#count, this.#capacity) * entryWords);
  }

  load(source: WordSource): boolean {
    const count = source.double();
    if (!Number.isSafeInteger(count) || count < 0) return false;
    const kept = Math.min(count, receivedEntriesMax);
    if (kept * entryWords > source.rest) return false;
    let capacity = firstCapacity;
    while (capacity < kept) capacity *= 2;
    if (capacity > this.#capacity) this.#grow(capacity);
    this.#count = count;
    source.words(this.#words, 0, kept * entryWords);
    return true;
  }

  #grow(capacity: number): void {
    const grown = new Uint32Array(capacity * entryWords);
    grown.set(this.#words);
    this.#words = grown;
    this.#capacity = capacity;
  }
}
