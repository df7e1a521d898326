import { receiptsPerAccountMax } from "@cablecut/protocol";
import type { LogPosition } from "./log-position.ts";
import type { WordSink, WordSource } from "./words.ts";

/**
 * The last 32 ended numbers and the last 32 sums received, per account. Numbers are dense, so number n lies in slot
 * n mod 32 and needs no search; how many slots are in use follows from the account's row. Money received has a ring of
 * its own: nobody can push somebody's receipts out by paying them.
 *
 * An ended number: counterparty, amount, index (lower word), index (upper 16 bits) | result<<16, chain prefix (2).
 * Money received: counterparty, its number, amount | index (upper 12 bits)<<20, index (lower word).
 */
const slots = receiptsPerAccountMax;
const slotMask = slots - 1;
export const endedWords = 6;
export const receivedWords = 4;

const accountsPerPage = 256;
const pageShift = 8;
const pageMask = accountsPerPage - 1;

export class Receipts {
  readonly ended: Uint32Array[] = [];
  readonly received: Uint32Array[] = [];

  /** Room for an account; pages of ended numbers exist for every account, those of received money from here on too. */
  reserve(account: number): void {
    if (this.ended.length > account >>> pageShift) return;
    this.ended.push(new Uint32Array(accountsPerPage * slots * endedWords));
    this.received.push(new Uint32Array(accountsPerPage * slots * receivedWords));
  }

  endedPage(account: number): Uint32Array {
    return this.ended[account >>> pageShift]!;
  }

  receivedPage(account: number): Uint32Array {
    return this.received[account >>> pageShift]!;
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

  /** `ordinal`: how many sums the account had received before. The amount is a booked one, below 2^20. */
  writeReceived(
    account: number,
    ordinal: number,
    counterparty: number,
    sequence: number,
    amount: number,
    position: LogPosition,
  ): void {
    const page = this.receivedPage(account);
    const at = receivedSlot(account, ordinal);
    page[at] = counterparty;
    page[at + 1] = sequence;
    page[at + 2] = amount | (position.upper << 20);
    page[at + 3] = position.lower;
  }

  /** Only slots in use; `numbers` and `receivedCount` come from the account's row. */
  save(sink: WordSink, account: number, numbers: number, receivedCount: number): void {
    const ended = endedSlot(account, 0);
    sink.words(this.endedPage(account), ended, ended + Math.min(numbers, slots) * endedWords);
    const received = receivedSlot(account, 0);
    const used = Math.min(receivedCount, slots) * receivedWords;
    sink.words(this.receivedPage(account), received, received + used);
  }

  load(source: WordSource, account: number, numbers: number, receivedCount: number): void {
    this.reserve(account);
    const ended = endedSlot(account, 0);
    source.words(this.endedPage(account), ended, ended + Math.min(numbers, slots) * endedWords);
    const received = receivedSlot(account, 0);
    const used = Math.min(receivedCount, slots) * receivedWords;
    source.words(this.receivedPage(account), received, received + used);
  }
}

/** Position of a number's slot in the account's page. */
export function endedSlot(account: number, sequence: number): number {
  return ((account & pageMask) * slots + (sequence & slotMask)) * endedWords;
}

export function receivedSlot(account: number, ordinal: number): number {
  return ((account & pageMask) * slots + (ordinal & slotMask)) * receivedWords;
}

/** Log index of the ended number in that slot. */
export function endedIndex(page: Uint32Array, at: number): number {
  return page[at + 2]! + (page[at + 3]! & 0xffff) * 0x1_0000_0000;
}

export function endedResult(page: Uint32Array, at: number): number {
  return page[at + 3]! >>> 16;
}

export function receivedIndex(page: Uint32Array, at: number): number {
  return page[at + 3]! + (page[at + 2]! >>> 20) * 0x1_0000_0000;
}

export function receivedAmount(page: Uint32Array, at: number): number {
  return page[at + 2]! & 0xf_ffff;
}
