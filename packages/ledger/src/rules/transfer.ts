/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: `from` and `to` bound records that BatchReader has found whole, so every word of them is there;
   payers and payees are compared with the count of accounts before their rows are read, and shards come from rows.
   This is the hot path: no read is checked twice. */
import { ledgerResultCodes, receiptsPerAccountMax, transferMaxCents } from "@cablecut/protocol";
import {
  balanceAt,
  lastPayloadAt,
  lastSequenceAt,
  newestReceivedAt,
  noPayee,
  receivedCentsAt,
  receivedCountAt,
  rowDoubles,
  rowWords,
  sentCentsAt,
  sentCountAt,
} from "../state/accounts.ts";
import { endedIndex, endedResult, endedSlot } from "./receipts.ts";
import { recordKinds, recordWords } from "../format/record-format.ts";
import { notePayment } from "./incident-rules.ts";
import { bookedAt, bookedByOpenedAt, fundsCentsAt, type LedgerState } from "../state/state.ts";

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
/** Refusals on merit have codes from here on; passing ones are below. */
const firstMeritCode = unknownPayee;
const transferWords = recordWords[recordKinds.transfer]!;
/** The rows of so many payees fit into a processor's second cache many times over. */
const fetchedWords = 512 * transferWords;

/** Where the rules on transfers leave their outcome, one entry per record of the payload. */
export interface Outcomes {
  readonly results: Uint8Array;
  readonly endedAt: Float64Array;
}

/**
 * The transfers that lie in `words` from `from` to `to`, nothing else among them; `record` is the first one's position in
 * the payload (SPEC.md, X1 to X9). This is the hot path: it allocates nothing, and what it reads again and again is
 * read once. No account is opened and no shard changes while it runs.
 */
export function applyTransfers(
  state: LedgerState,
  words: Uint32Array,
  from: number,
  to: number,
  record: number,
  outcomes: Outcomes,
): void {
  const { accounts, position } = state;
  const { rows } = accounts;
  const { results, endedAt } = outcomes;
  // Neither comes to be while transfers are applied, and mostly there is neither.
  const isNoted = state.synthetic.count > 0 || state.incidents.awaitingCount > 0;
  let fetched = from;
  for (let at = from; at < to; at += transferWords, record++) {
    if (at >= fetched) {
      fetched = Math.min(to, at + fetchedWords);
      fetchPayees(state, words, at, fetched);
    }
    const payer = words[at + 1]!;
    const payee = words[at + 2]!;
    const amount = words[at + 3]!;
    const sequence = words[at + 4]!;
    if (payer >= accounts.count) {
      results[record] = unknownPayer;
      endedAt[record] = 0;
    } else if (sequence !== rows[payer * rowWords + lastSequenceAt]! + 1) {
      answerEnded(state, payer, sequence, payee, amount, record, outcomes);
    } else {
      const result = judge(state, words, at, payer, payee, amount);
      if (result === booked) {
        bookFunds(state, payer, payee, sequence, amount);
        if (isNoted) noteBooked(state, payer, payee, amount);
      }
      const ends = result === booked || result >= firstMeritCode;
      if (ends) endNumber(state, payer, sequence, payee, amount, result);
      endedAt[record] = ends ? position.index : 0;
      results[record] = result;
    }
  }
}

/**
 * Reads the rows of the payees who come next. Payees come in no order, so nearly each of their rows waits for memory; reads
 * that do not depend on each other wait together, while the rules would wait for one after the other. Only time comes of it.
 */
function fetchPayees(state: LedgerState, words: Uint32Array, from: number, to: number): void {
  const { rows, count } = state.accounts;
  const stride = rowWords;
  const step = transferWords;
  let read = 0;
  for (let at = from + 2; at < to; at += step) {
    const payee = words[at]!;
    if (payee < count) read ^= rows[payee * stride]!;
  }
  state.fetched = read;
}

/** Of a transfer that carries the next number: passing refusals, then merit, then `booked`. */
function judge(
  state: LedgerState,
  words: Uint32Array,
  at: number,
  payer: number,
  payee: number,
  amount: number,
): number {
  const { accounts, shards } = state;
  const { switching, epochs } = shards;
  const payerShard = accounts.shardOf(payer);
  if (switching[payerShard] === 1) return payerSwitching;
  if (payee >= accounts.count) {
    return epochs[payerShard] === words[at]! >>> 8 ? unknownPayee : fenced;
  }
  const payeeShard = accounts.shardOf(payee);
  if (switching[payeeShard] === 1) return payeeSwitching;
  if (epochs[payerShard] !== words[at]! >>> 8) return fenced;
  if (epochs[payeeShard] !== words[at + 5]!) return fenced;

  if (payee === payer) return sameAccount;
  if (amount === 0) return amountNotPositive;
  if (amount > transferMaxCents) return amountTooLarge;
  return accounts.funds[payer * rowDoubles + balanceAt]! < amount ? insufficientFunds : booked;
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
  const together = funds[from + balanceAt]! + funds[to + balanceAt]!;
  funds[from + balanceAt]! -= amount;
  funds[to + balanceAt]! += amount;
  state.tallies[fundsCentsAt]! += funds[from + balanceAt]! + funds[to + balanceAt]! - together;
  funds[from + sentCentsAt]! += amount;
  funds[to + receivedCentsAt]! += amount;
  rows[payer * rowWords + sentCountAt]! += 1;

  const row = payee * rowWords;
  const before = rows[row + newestReceivedAt]!;
  rows[row + receivedCountAt]! += 1;
  rows[row + newestReceivedAt] = state.received.write(
    payee,
    payer,
    sequence,
    amount,
    before,
    state.position,
  );
  state.accounts.markChanged(payee);
  state.tallies[bookedAt]! += 1;
  if (payer >= state.houseAccounts) state.tallies[bookedByOpenedAt]! += 1;
}

/** What is only looked at while there are synthetic attendees, or shards that wait for a payment. */
function noteBooked(state: LedgerState, payer: number, payee: number, amount: number): void {
  if (state.synthetic.count > 0) state.synthetic.paid(payer, payee, amount);
  if (state.incidents.awaitingCount > 0) notePayment(state, payer);
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
  rows[row + lastPayloadAt] = Math.imul(payee, 0x9e3779b1) ^ amount;
  state.receipts.writeEnded(payer, sequence, payee, amount, result, state.position);
  state.accounts.changeResult(payer, result);
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
  outcomes.endedAt[record] = 0;
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
