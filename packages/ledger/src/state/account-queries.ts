import {
  ledgerResultCodes,
  ledgerResultOf,
  receiptsPerAccountMax,
  asAccountId,
  asCents,
  asShardId,
  asSequenceNumber,
  asLogIndex,
  type LedgerResult,
} from "@cablecut/protocol";
import { noPayee } from "./accounts.ts";
import type { LedgerAccount, HistoryEntry, EndedNumber, ReceiptAnswer } from "../ledger-api.ts";
import {
  endedAmount,
  endedChainPrefix,
  endedCounterparty,
  endedIndex,
  endedResult,
  endedSlot,
} from "../rules/receipts.ts";
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
  const { accounts } = state;
  const lastSequence = accounts.lastSequenceOf(account);
  const page = state.receipts.endedPage(account);
  return {
    account: asAccountId(account),
    shard: asShardId(accounts.shardOf(account)),
    balance: accounts.balanceOf(account),
    lastSequence,
    lastResult: resultOf(accounts.resultOf(account)),
    lastIndex: asLogIndex(endedIndex(page, endedSlot(account, lastSequence))),
    sentCents: accounts.sentCentsOf(account),
    receivedCents: accounts.receivedCentsOf(account),
    sentCount: accounts.sentCountOf(account),
    receivedCount: accounts.receivedCountOf(account),
    openedIndex: accounts.openedIndexOf(account),
  };
}

/** The number must be among the last `receiptsPerAccountMax` ended ones of the account. */
function receiptOf(state: LedgerState, account: number, sequence: number): EndedNumber {
  const page = state.receipts.endedPage(account);
  const at = endedSlot(account, sequence);
  const code = endedResult(page, at);
  const counterparty = endedCounterparty(page, at);
  return {
    account: asAccountId(account),
    sequence: asSequenceNumber(sequence),
    kind: kindOf(code),
    result: resultOf(code),
    payee: counterparty === noPayee && !isMerit(code) ? null : asAccountId(counterparty),
    amountCents: endedAmount(page, at),
    index: asLogIndex(endedIndex(page, at)),
    chainPrefix: endedChainPrefix(page, at),
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
  const last = state.accounts.lastSequenceOf(account);
  if (sequence < 0 || sequence > last) return { state: "unknown" };
  if (last - sequence >= receiptsPerAccountMax) return { state: "archived" };
  return { state: "found", receipt: receiptOf(state, account, sequence) };
}

function receivedEntry(state: LedgerState, sum: ReceivedSum): HistoryEntry {
  const paid = receiptAnswer(state, sum.payer, sum.sequence);
  return {
    kind: "received",
    counterparty: asAccountId(sum.payer),
    amountCents: asCents(sum.amount),
    sequence: asSequenceNumber(sum.sequence),
    index: asLogIndex(sum.index),
    result: "booked",
    chainPrefix: paid.state === "found" ? paid.receipt.chainPrefix : null,
  };
}

/** What the account did itself, newest first. */
function ownEntries(state: LedgerState, account: number, entriesMax: number): HistoryEntry[] {
  const last = state.accounts.lastSequenceOf(account);
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
  const receivedCount = state.accounts.receivedCountOf(account);
  const newest = state.accounts.newestReceivedOf(account);
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
