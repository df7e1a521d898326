/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: an account that is asked of was opened, and `reserve` made its page then; a slot of a page has
   `endedWords` words. */
import { asCents, receiptsPerAccountMax, type Cents } from "@cablecut/protocol";
import type { Accounts } from "../state/accounts.ts";
import { hexOfWords } from "../format/hex.ts";
import type { LogPosition } from "../format/log-position.ts";
import type { WordSink, WordSource } from "../format/word-stream.ts";

/**
 * How the last 32 numbers of each account ended. Numbers are dense, so number n lies in slot n mod 32 and needs no
 * search; which slots are in use follows from the accounts' rows. A page holds 1,024 accounts slot by slot: accounts that
 * pay at the same rate write side by side, which costs half as much as a ring per account.
 *
 * counterparty, amount, index (lower word), index (upper 16 bits) | result<<16, chain prefix (2)
 */
const slots = receiptsPerAccountMax;
const slotMask = slots - 1;
const endedWords = 6;

const accountsPerPage = 1_024;
const pageShift = 10;
const pageMask = accountsPerPage - 1;
const slotWords = accountsPerPage * endedWords;

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

  /** Only slots that an account of the page uses, and only as far as there are accounts. */
  save(sink: WordSink, accounts: Accounts): void {
    this.#pages.forEach((page, number) => {
      const first = number * accountsPerPage;
      const used = Math.min(accounts.count - first, accountsPerPage) * endedWords;
      const slotsUsed = Math.min(slots, mostNumbers(accounts, first));
      for (let slot = 0; slot < slotsUsed; slot++) {
        const at = slot * slotWords;
        sink.words(page, at, at + used);
      }
    });
  }

  /** `accounts` are loaded already. */
  load(source: WordSource, accounts: Accounts): void {
    for (let first = 0; first < accounts.count; first += accountsPerPage) {
      this.reserve(first);
      const page = this.endedPage(first);
      const used = Math.min(accounts.count - first, accountsPerPage) * endedWords;
      const slotsUsed = Math.min(slots, mostNumbers(accounts, first));
      for (let slot = 0; slot < slotsUsed; slot++) {
        const at = slot * slotWords;
        source.words(page, at, at + used);
      }
    }
  }
}

/** How many numbers have ended at most in the page that begins with account `first`, openings included. */
function mostNumbers(accounts: Accounts, first: number): number {
  const end = Math.min(accounts.count, first + accountsPerPage);
  let most = 0;
  for (let account = first; account < end; account++) {
    most = Math.max(most, accounts.lastSequenceOf(account) + 1);
  }
  return most;
}

/** Position of a number's slot in the account's page. */
export function endedSlot(account: number, sequence: number): number {
  return (sequence & slotMask) * slotWords + (account & pageMask) * endedWords;
}

export function endedCounterparty(page: Uint32Array, at: number): number {
  return page[at]!;
}

export function endedAmount(page: Uint32Array, at: number): Cents {
  return asCents(page[at + 1]!);
}

/** First 8 bytes of the chain hash at that index, 16 hex digits. */
export function endedChainPrefix(page: Uint32Array, at: number): string {
  return hexOfWords(page[at + 4]!, page[at + 5]!);
}

/** Log index of the ended number in that slot. */
export function endedIndex(page: Uint32Array, at: number): number {
  return page[at + 2]! + (page[at + 3]! & 0xffff) * 0x1_0000_0000;
}

export function endedResult(page: Uint32Array, at: number): number {
  return page[at + 3]! >>> 16;
}
