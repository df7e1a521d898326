import { ledgerResultCodes, receiptsPerAccountMax, transferMaxCents } from "@cablecut/protocol";
import {
  balanceAt,
  lastAmountAt,
  lastPayeeAt,
  lastSequenceAt,
  noPayee,
  receivedCentsAt,
  receivedCountAt,
  rowDoubles,
  rowWords,
  sentCentsAt,
  sentCountAt,
  shardAndResultAt,
} from "./accounts.ts";
import { endedIndex, endedResult, endedSlot } from "./receipts.ts";
import type { LedgerState } from "./state.ts";

const booked = ledgerResultCodes.booked;
const cancelled = ledgerResultCodes.cancelled;
const unknownPayer = ledgerResultCodes["unknown-payer"];
const sequenceConflict = ledgerResultCodes["sequence-conflict"];
const archived = ledgerResultCodes.archived;
const sequenceGap = ledgerResultCodes["sequence-gap"];
const payerSwitching = ledgerResultCodes["payer-switching"];
const payeeSwitching = ledgerResultCodes["payee-switching"];
const fenced = ledgerResultCodes.fenced;
const unknownPayee = ledgerResultCodes["unknown-payee"];
const sameAccount = ledgerResultCodes["same-account"];
const amountNotPositive = ledgerResultCodes["amount-not-positive"];
const amountTooLarge = ledgerResultCodes["amount-too-large"];
const insufficientFunds = ledgerResultCodes["insufficient-funds"];

/** Where `applyTransfer` and `applyCancel` leave their outcome, one entry per record of the payload. */
export interface Outcomes {
  readonly results: Uint8Array;
  readonly endedAt: Float64Array;
}

/**
 * The transfer at `words[at]` (SPEC.md, X1 to X9, in that order). Writes both outcomes of `record` and answers the result.
 * This is the hot path: it allocates nothing.
 */
export function applyTransfer(
  state: LedgerState,
  words: Uint32Array,
  at: number,
  record: number,
  outcomes: Outcomes,
): number {
  const { accounts, shards } = state;
  const rows = accounts.rows;
  const payer = words[at + 1]!;
  const payee = words[at + 2]!;
  const amount = words[at + 3]!;
  const sequence = words[at + 4]!;
  outcomes.endedAt[record] = 0;
  if (payer >= accounts.count) return (outcomes.results[record] = unknownPayer);

  const payerRow = payer * rowWords;
  if (sequence !== rows[payerRow + lastSequenceAt]! + 1) {
    return answerEnded(state, payer, sequence, payee, amount, record, outcomes);
  }

  const payeeKnown = payee < accounts.count;
  const payerShard = rows[payerRow + shardAndResultAt]! & 0xffff;
  const payeeShard = payeeKnown ? rows[payee * rowWords + shardAndResultAt]! & 0xffff : payerShard;
  if (shards.switching[payerShard] === 1) return (outcomes.results[record] = payerSwitching);
  if (shards.switching[payeeShard] === 1) return (outcomes.results[record] = payeeSwitching);
  if (
    shards.epochs[payerShard] !== words[at]! >>> 8 ||
    (payeeKnown && shards.epochs[payeeShard] !== words[at + 5]!)
  ) {
    return (outcomes.results[record] = fenced);
  }

  let result: number = booked;
  if (!payeeKnown) result = unknownPayee;
  else if (payee === payer) result = sameAccount;
  else if (amount === 0) result = amountNotPositive;
  else if (amount > transferMaxCents) result = amountTooLarge;
  else if (accounts.funds[payer * rowDoubles + balanceAt]! < amount) result = insufficientFunds;
  else bookFunds(state, payer, payee, sequence, amount);
  endNumber(state, payer, sequence, payee, amount, result);
  outcomes.endedAt[record] = state.position.index;
  return (outcomes.results[record] = result);
}

/** A cancel ends the next number without a payment (SPEC.md, C1 to C3). */
export function applyCancel(
  state: LedgerState,
  words: Uint32Array,
  at: number,
  record: number,
  outcomes: Outcomes,
): number {
  const { accounts, shards } = state;
  const payer = words[at + 1]!;
  const sequence = words[at + 2]!;
  outcomes.endedAt[record] = 0;
  if (payer >= accounts.count) return (outcomes.results[record] = unknownPayer);
  if (sequence !== accounts.rows[payer * rowWords + lastSequenceAt]! + 1) {
    return answerEnded(state, payer, sequence, noPayee, 0, record, outcomes, true);
  }
  const shard = accounts.shardOf(payer);
  if (shards.switching[shard] === 1) return (outcomes.results[record] = payerSwitching);
  if (shards.epochs[shard] !== words[at]! >>> 8) return (outcomes.results[record] = fenced);
  endNumber(state, payer, sequence, noPayee, 0, cancelled);
  outcomes.endedAt[record] = state.position.index;
  return (outcomes.results[record] = cancelled);
}

/** Moves the money, and carries the total along by what the rows hold afterwards. */
function bookFunds(
  state: LedgerState,
  payer: number,
  payee: number,
  sequence: number,
  amount: number,
): void {
  const { funds, rows } = state.accounts;
  const from = payer * rowDoubles;
  const to = payee * rowDoubles;
  const before = funds[from + balanceAt]! + funds[to + balanceAt]!;
  funds[from + balanceAt]! -= amount;
  funds[to + balanceAt]! += amount;
  state.fundsCents += funds[from + balanceAt]! + funds[to + balanceAt]! - before;
  funds[from + sentCentsAt]! += amount;
  funds[to + receivedCentsAt]! += amount;
  rows[payer * rowWords + sentCountAt]! += 1;

  const received = payee * rowWords + receivedCountAt;
  const ordinal = rows[received]!;
  rows[received] = ordinal + 1;
  state.receipts.writeReceived(payee, ordinal, payer, sequence, amount, state.position);
  state.accounts.refreshDigest(payee);
  state.bookedTransfers += 1;
  if (payer >= state.houseAccounts) state.bookedByPeople += 1;
}

/** The client table: last number, its payload and its result, and the receipt that remembers it longer. */
function endNumber(
  state: LedgerState,
  payer: number,
  sequence: number,
  payee: number,
  amount: number,
  result: number,
): void {
  const rows = state.accounts.rows;
  const row = payer * rowWords;
  rows[row + lastSequenceAt] = sequence;
  rows[row + shardAndResultAt] = (rows[row + shardAndResultAt]! & 0xffff) | (result << 16);
  rows[row + lastPayeeAt] = payee;
  rows[row + lastAmountAt] = amount;
  state.receipts.writeEnded(payer, sequence, payee, amount, result, state.position);
  state.accounts.refreshDigest(payer);
}

/** A number that is not the next one: ended already, or too high. Changes nothing. */
function answerEnded(
  state: LedgerState,
  payer: number,
  sequence: number,
  payee: number,
  amount: number,
  record: number,
  outcomes: Outcomes,
  anyPayload = false,
): number {
  const last = state.accounts.rows[payer * rowWords + lastSequenceAt]!;
  if (sequence > last) return (outcomes.results[record] = sequenceGap);
  if (sequence === 0) return (outcomes.results[record] = sequenceConflict);
  if (last - sequence >= receiptsPerAccountMax) return (outcomes.results[record] = archived);
  const page = state.receipts.endedPage(payer);
  const slot = endedSlot(payer, sequence);
  const result = endedResult(page, slot);
  const samePayload = page[slot] === payee && page[slot + 1] === amount;
  if (!samePayload && !anyPayload && result !== cancelled) {
    return (outcomes.results[record] = sequenceConflict);
  }
  outcomes.endedAt[record] = endedIndex(page, slot);
  return (outcomes.results[record] = result);
}
