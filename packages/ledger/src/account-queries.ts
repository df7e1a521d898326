import {
  ledgerResultCodes,
  ledgerResultOf,
  receiptsPerAccountMax,
  type AccountId,
  type LedgerResult,
  type LogIndex,
  type SequenceNumber,
  type ShardId,
} from "@cablecut/protocol";
import {
  balanceAt,
  lastSequenceAt,
  noPayee,
  openedIndexAt,
  receivedCentsAt,
  receivedCountAt,
  rowDoubles,
  rowWords,
  sentCentsAt,
  sentCountAt,
  shardAndResultAt,
} from "./accounts.ts";
import { hexOfWords } from "./hex.ts";
import type { AccountView, HistoryEntry, Receipt, ReceiptAnswer } from "./ledger-port.ts";
import {
  endedIndex,
  endedResult,
  endedSlot,
  receivedAmount,
  receivedIndex,
  receivedSlot,
} from "./receipts.ts";
import type { LedgerState } from "./state.ts";

function resultOf(code: number): LedgerResult {
  const result = ledgerResultOf(code);
  if (result === null) throw new Error(`the client table holds the unknown result code ${code}`);
  return result;
}

export function isAccount(state: LedgerState, account: number): boolean {
  return Number.isInteger(account) && account >= 0 && account < state.accounts.count;
}

export function accountView(state: LedgerState, account: number): AccountView | null {
  if (!isAccount(state, account)) return null;
  const { rows, funds } = state.accounts;
  const row = account * rowWords;
  const double = account * rowDoubles;
  const lastSequence = rows[row + lastSequenceAt]!;
  const page = state.receipts.endedPage(account);
  return {
    account: account as AccountId,
    shard: state.accounts.shardOf(account) as ShardId,
    balance: funds[double + balanceAt]!,
    lastSequence: lastSequence as SequenceNumber,
    lastResult: resultOf(rows[row + shardAndResultAt]! >>> 16),
    lastIndex: endedIndex(page, endedSlot(account, lastSequence)) as LogIndex,
    sentCents: funds[double + sentCentsAt]!,
    receivedCents: funds[double + receivedCentsAt]!,
    sentCount: rows[row + sentCountAt]!,
    receivedCount: rows[row + receivedCountAt]!,
    openedIndex: funds[double + openedIndexAt]! as LogIndex,
  };
}

/** The number must be among the last `receiptsPerAccountMax` ended ones of the account. */
function receiptOf(state: LedgerState, account: number, sequence: number): Receipt {
  const page = state.receipts.endedPage(account);
  const at = endedSlot(account, sequence);
  const code = endedResult(page, at);
  const counterparty = page[at]!;
  return {
    account: account as AccountId,
    sequence: sequence as SequenceNumber,
    kind: kindOf(code),
    result: resultOf(code),
    payee: counterparty === noPayee && !isMerit(code) ? null : (counterparty as AccountId),
    amountCents: page[at + 1]!,
    index: endedIndex(page, at) as LogIndex,
    chainPrefix: hexOfWords(page[at + 4]!, page[at + 5]!),
  };
}

function isMerit(code: number): boolean {
  return kindOf(code) === "refused";
}

function kindOf(code: number): Receipt["kind"] {
  if (code === ledgerResultCodes.booked) return "sent";
  if (code === ledgerResultCodes.cancelled) return "cancelled";
  return code === ledgerResultCodes.applied ? "opening" : "refused";
}

export function receiptAnswer(
  state: LedgerState,
  account: number,
  sequence: number,
): ReceiptAnswer {
  if (!isAccount(state, account) || !Number.isInteger(sequence)) return { state: "unknown" };
  const last = state.accounts.rows[account * rowWords + lastSequenceAt]!;
  if (sequence < 0 || sequence > last) return { state: "unknown" };
  if (last - sequence >= receiptsPerAccountMax) return { state: "archived" };
  return { state: "found", receipt: receiptOf(state, account, sequence) };
}

/** `ordinal`: which of the sums that the account received; among the last `receiptsPerAccountMax`. */
function receivedEntry(state: LedgerState, account: number, ordinal: number): HistoryEntry {
  const page = state.receipts.receivedPage(account);
  const at = receivedSlot(account, ordinal);
  const counterparty = page[at]!;
  const sequence = page[at + 1]!;
  const paid = receiptAnswer(state, counterparty, sequence);
  return {
    kind: "received",
    counterparty: counterparty as AccountId,
    amountCents: receivedAmount(page, at),
    sequence: sequence as SequenceNumber,
    index: receivedIndex(page, at) as LogIndex,
    result: "booked",
    chainPrefix: paid.state === "found" ? paid.receipt.chainPrefix : null,
  };
}

/**
 * Newest first. Within one log index the account's own numbers come after what it received there, since the order
 * among them is not kept; the opening is always the oldest.
 */
export function historyOf(
  state: LedgerState,
  account: number,
  count: number,
): readonly HistoryEntry[] {
  if (!isAccount(state, account) || !(count > 0)) return [];
  const row = account * rowWords;
  const lastSequence = state.accounts.rows[row + lastSequenceAt]!;
  const receivedCount = state.accounts.rows[row + receivedCountAt]!;
  const entriesMax = Math.min(Math.floor(count), receiptsPerAccountMax);
  const entries: HistoryEntry[] = [];
  let sequence = lastSequence;
  let ordinal = receivedCount - 1;
  while (entries.length < entriesMax) {
    const own = lastSequence - sequence < receiptsPerAccountMax && sequence >= 0;
    const received = receivedCount - ordinal <= receiptsPerAccountMax && ordinal >= 0;
    if (!own && !received) break;
    if (own && !(received && isNewer(state, account, ordinal, sequence))) {
      const { account: _, payee, ...receipt } = receiptOf(state, account, sequence);
      entries.push({ ...receipt, counterparty: payee });
      sequence -= 1;
    } else {
      entries.push(receivedEntry(state, account, ordinal));
      ordinal -= 1;
    }
  }
  return entries;
}

function isNewer(state: LedgerState, account: number, ordinal: number, sequence: number): boolean {
  const received = receivedIndex(
    state.receipts.receivedPage(account),
    receivedSlot(account, ordinal),
  );
  const ended = endedIndex(state.receipts.endedPage(account), endedSlot(account, sequence));
  return received > ended || (sequence === 0 && received >= ended);
}
