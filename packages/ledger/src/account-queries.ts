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
  newestReceivedAt,
  noPayee,
  openedIndexAt,
  receivedCentsAt,
  receivedCountAt,
  rowDoubles,
  rowWords,
  sentCentsAt,
  sentCountAt,
} from "./accounts.ts";
import { hexOfWords } from "./hex.ts";
import type { LedgerAccount, HistoryEntry, EndedNumber, ReceiptAnswer } from "./ledger-api.ts";
import { endedIndex, endedResult, endedSlot } from "./receipts.ts";
import type { ReceivedSum } from "./received.ts";
import type { LedgerState } from "./state.ts";

function resultOf(code: number): LedgerResult {
  const result = ledgerResultOf(code);
  if (result === null) throw new Error(`the client table holds the unknown result code ${code}`);
  return result;
}

export function isAccount(state: LedgerState, account: number): boolean {
  return Number.isInteger(account) && account >= 0 && account < state.accounts.count;
}

export function accountView(state: LedgerState, account: number): LedgerAccount | null {
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
    lastResult: resultOf(state.accounts.resultOf(account)),
    lastIndex: endedIndex(page, endedSlot(account, lastSequence)) as LogIndex,
    sentCents: funds[double + sentCentsAt]!,
    receivedCents: funds[double + receivedCentsAt]!,
    sentCount: rows[row + sentCountAt]!,
    receivedCount: rows[row + receivedCountAt]!,
    openedIndex: funds[double + openedIndexAt]! as LogIndex,
  };
}

/** The number must be among the last `receiptsPerAccountMax` ended ones of the account. */
function receiptOf(state: LedgerState, account: number, sequence: number): EndedNumber {
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

function kindOf(code: number): EndedNumber["kind"] {
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

function receivedEntry(state: LedgerState, sum: ReceivedSum): HistoryEntry {
  const paid = receiptAnswer(state, sum.payer, sum.sequence);
  return {
    kind: "received",
    counterparty: sum.payer as AccountId,
    amountCents: sum.amount,
    sequence: sum.sequence as SequenceNumber,
    index: sum.index as LogIndex,
    result: "booked",
    chainPrefix: paid.state === "found" ? paid.receipt.chainPrefix : null,
  };
}

/** What the account did itself, newest first. */
function ownEntries(state: LedgerState, account: number, entriesMax: number): HistoryEntry[] {
  const last = state.accounts.rows[account * rowWords + lastSequenceAt]!;
  const first = Math.max(0, last - entriesMax + 1);
  const entries: HistoryEntry[] = [];
  for (let sequence = last; sequence >= first; sequence--) {
    const { account: _, payee, ...receipt } = receiptOf(state, account, sequence);
    entries.push({ ...receipt, counterparty: payee });
  }
  return entries;
}

/**
 * Newest first. Within one log index what the account received comes before its own numbers, since the order among them
 * is not kept; but nothing comes before its opening.
 */
export function historyOf(
  state: LedgerState,
  account: number,
  count: number,
): readonly HistoryEntry[] {
  if (!isAccount(state, account) || !(count > 0)) return [];
  const entriesMax = Math.min(Math.floor(count), receiptsPerAccountMax);
  const { rows } = state.accounts;
  const receivedCount = rows[account * rowWords + receivedCountAt]!;
  const newest = rows[account * rowWords + newestReceivedAt]!;
  const own = ownEntries(state, account, entriesMax);
  const received = state.received
    .of(account, newest, Math.min(entriesMax, receivedCount))
    .map((sum) => receivedEntry(state, sum));
  return [...own, ...received].sort(newestFirst).slice(0, entriesMax);
}

function newestFirst(one: HistoryEntry, two: HistoryEntry): number {
  return two.index - one.index || rankWithinIndex(two) - rankWithinIndex(one);
}

function rankWithinIndex(entry: HistoryEntry): number {
  if (entry.kind === "opening") return 0;
  return entry.kind === "received" ? 1 : 2;
}
