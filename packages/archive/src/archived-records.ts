/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: `outcomes` has an entry for every record wherever it is not empty, and openings come in pairs of words. */
import { BatchReader, recordKinds } from "@cablecut/ledger";
import { ledgerResultCodes, ledgerResultOf, type LedgerResult } from "@cablecut/protocol";
import type { ArchivedEntry } from "./items.ts";

export const answeredBefore = 0x80;
export const freshBit = 0x8000_0000;
const firstMeritCode = ledgerResultCodes["unknown-payee"];
const lastMeritCode = ledgerResultCodes["insufficient-funds"];

/** One transfer or cancel of an entry. */
export interface ArchivedTransfer {
  readonly index: number;
  /** Of its record in the payload, from 0. */
  readonly position: number;
  readonly kind: "transfer" | "cancel";
  readonly payer: number;
  /** Null for a cancel. */
  readonly payee: number | null;
  /** 0 for a cancel. */
  readonly amountCents: number;
  /** The payer's sequence number. */
  readonly number: number;
  /** How the ledger answered; null for a code that this build does not know. */
  readonly result: LedgerResult | null;
  /** This very record ended the number: no repetition of one that had ended, and no refusal that passes. */
  readonly ends: boolean;
  readonly chainPrefix: string;
}

export interface ArchivedOpening {
  readonly index: number;
  readonly position: number;
  readonly account: number;
  readonly shard: number;
  /** False where the token had its account already. */
  readonly fresh: boolean;
  readonly chainPrefix: string;
}

const records = new BatchReader();

/** Transfers and cancels in the payload's order, whatever became of them. */
export function transfersOf(entry: ArchivedEntry): ArchivedTransfer[] {
  const transfers: ArchivedTransfer[] = [];
  if (records.load(entry.payload) !== null) return transfers;
  const { index, chainPrefix, outcomes } = entry;
  /** Numbers that a record before in the same entry has ended: a second copy is answered like the first. */
  const ended = new Set<number>();
  while (records.next()) {
    const { kind, position, payer, sequence: number } = records;
    if (kind !== recordKinds.transfer && kind !== recordKinds.cancel) continue;
    const isTransfer = kind === recordKinds.transfer;
    const outcome = outcomes.length === 0 ? ledgerResultCodes.booked : outcomes[position]!;
    const key = payer * 2 ** 32 + number;
    const ends = endsNumber(outcome) && !ended.has(key);
    if (ends) ended.add(key);
    transfers.push({
      index,
      position,
      kind: isTransfer ? "transfer" : "cancel",
      payer,
      payee: isTransfer ? records.payee : null,
      amountCents: isTransfer ? records.amountCents : 0,
      number,
      result: ledgerResultOf(outcome & ~answeredBefore),
      ends,
      chainPrefix,
    });
  }
  return transfers;
}

function endsNumber(outcome: number): boolean {
  if (outcome === ledgerResultCodes.booked || outcome === ledgerResultCodes.cancelled) return true;
  return outcome >= firstMeritCode && outcome <= lastMeritCode;
}

/** Account openings that were granted; what they were granted for, a token's hash, is not told. */
export function openingsOf(entry: ArchivedEntry): ArchivedOpening[] {
  const openings: ArchivedOpening[] = [];
  if (entry.openings.length === 0 || records.load(entry.payload) !== null) return openings;
  const granted = new Map<number, { account: number; fresh: boolean }>();
  for (let at = 0; at < entry.openings.length; at += 2) {
    const first = entry.openings[at]!;
    granted.set((first & ~freshBit) >>> 0, {
      account: entry.openings[at + 1]!,
      fresh: (first & freshBit) !== 0,
    });
  }
  while (records.next()) {
    const opening = granted.get(records.position);
    if (opening === undefined || records.kind !== recordKinds.open) continue;
    const { index, chainPrefix } = entry;
    openings.push({
      index,
      position: records.position,
      shard: records.shard,
      chainPrefix,
      ...opening,
    });
  }
  return openings;
}
