import { receiptsPerAccountMax } from "@cablecut/protocol";
import type { LogPosition } from "./log-position.ts";
import type { WordSink, WordSource } from "./words.ts";

/**
 * How the last 32 numbers of each account ended. Numbers are dense, so number n lies in slot n mod 32 and needs no
 * search; how many slots are in use follows from the account's row.
 *
 * counterparty, amount, index (lower word), index (upper 16 bits) | result<<16, chain prefix (2)
 */
const slots = receiptsPerAccountMax;
const slotMask = slots - 1;
const endedWords = 6;

const accountsPerPage = 1_024;
const pageShift = 10;
const pageMask = accountsPerPage - 1;

export class Receipts {
  readonly #pages: Uint32Array[] = [];

  /** Room for the account, the next one after those that have room. */
  reserve(account: number): void {
    if (this.#pages.length > account >>> pageShift) return;
    this.#pages.push(new Uint32Array(accountsPerPage * slots * endedWords));
  }

  endedPage(account: number): Uint32Array {
    return this.#pages[account >>> pageShift]!;
  }

  writeEnded(
    account: number,
    sequence: number,
    counterparty: number,
    amount: number,
    result: number,
    position: LogPosition,
  ): void {
    const page = this.endedPage(account);
    const at = endedSlot(account, sequence);
    page[at] = counterparty;
    page[at + 1] = amount;
    page[at + 2] = position.lower;
    page[at + 3] = position.upper | (result << 16);
    page[at + 4] = position.chain0;
    page[at + 5] = position.chain1;
  }

  /** Only slots in use; `numbers` is how many of the account's numbers ended, the opening included. */
  save(sink: WordSink, account: number, numbers: number): void {
    const at = endedSlot(account, 0);
    sink.words(this.endedPage(account), at, at + Math.min(numbers, slots) * endedWords);
  }

  load(source: WordSource, account: number, numbers: number): void {
    this.reserve(account);
    const at = endedSlot(account, 0);
    source.words(this.endedPage(account), at, at + Math.min(numbers, slots) * endedWords);
  }
}

/** Position of a number's slot in the account's page. */
export function endedSlot(account: number, sequence: number): number {
  return ((account & pageMask) * slots + (sequence & slotMask)) * endedWords;
}

/** Log index of the ended number in that slot. */
export function endedIndex(page: Uint32Array, at: number): number {
  return page[at + 2]! + (page[at + 3]! & 0xffff) * 0x1_0000_0000;
}

export function endedResult(page: Uint32Array, at: number): number {
  return page[at + 3]! >>> 16;
}
