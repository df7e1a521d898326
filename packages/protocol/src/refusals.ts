import { keysOf } from "./keys-of.ts";

/**
 * Why something was not done. A refusal is a value with a name; people read its text from the interface's texts.
 *
 * How definite they are, after the ledger's rules:
 * - `meritRefusals` are final: the number is used up; this very transfer can never be booked.
 * - `passingRefusals` are not: this copy of the request did nothing, but another copy of it may still be booked.
 *   Retry the same number, or end it by a logged cancel.
 * - `doorRefusals` came before anything was proposed; the number is free.
 */

/**
 * Results of commands in the order of precedence in which the ledger checks them, with the code they have on the wire
 * and in the log. Codes are never given to another meaning.
 */
export const ledgerResultCodes = {
  booked: 0,
  cancelled: 1,
  /** Success of every command that is no transfer (opening, heartbeat, suspicion, move, pace). */
  applied: 2,

  "unknown-payer": 16,
  "sequence-conflict": 17,
  /** The number ended, so long ago that how it ended is no longer kept here. Final; the phone's receipt tells. */
  archived: 22,
  "sequence-gap": 18,
  "payer-switching": 19,
  "payee-switching": 20,
  fenced: 21,

  "unknown-payee": 32,
  "same-account": 33,
  "amount-not-positive": 34,
  "amount-too-large": 35,
  "insufficient-funds": 36,

  "accounts-full": 48,
  "unknown-shard": 49,
  "unknown-room": 50,
  /** SuspectRoom or Heartbeat named a predecessor that is no longer the room's last heartbeat. */
  "stale-heartbeat": 51,
  /** MoveShards whose compare-and-set did not hold: owner, epoch, status, or the target's state changed. */
  "stale-move": 52,
  "pace-while-switching": 53,
  "unknown-version": 60,
  malformed: 61,
} as const;

export type LedgerResult = keyof typeof ledgerResultCodes;
export type LedgerResultCode = (typeof ledgerResultCodes)[LedgerResult];

const resultByCode = new Map<number, LedgerResult>(
  keysOf(ledgerResultCodes).map((name) => [ledgerResultCodes[name], name]),
);

/** Null for a code that no version of this protocol ever used. */
export function ledgerResultOf(code: number): LedgerResult | null {
  return resultByCode.get(code) ?? null;
}

/** The ends of a transfer that use up its number on their merit, besides success and cancel. */
export const meritRefusals = [
  "unknown-payee",
  "same-account",
  "amount-not-positive",
  "amount-too-large",
  "insufficient-funds",
] as const;
export type MeritRefusal = (typeof meritRefusals)[number];

/** Answers that end nothing: the same number may be tried again, and must be until its end is known. */
export const passingRefusals = [
  "sequence-gap",
  "payer-switching",
  "payee-switching",
  "fenced",
  /** The room's queue is full. */
  "busy",
  /** The room asked does not own the payer's shard, as far as it knows. */
  "not-serving",
  /** The log took nothing: no leader could be reached. */
  "log-unavailable",
] as const;
export type PassingRefusal = (typeof passingRefusals)[number];

/** Refused at the door, before anything was proposed. */
export const doorRefusals = [
  "malformed",
  "not-entered",
  "unknown-payer",
  "sequence-conflict",
  "doors-closed",
  "too-many-phones",
  "too-fast",
  "removed",
  "accounts-full",
  "no-room",
  "show-paused",
] as const;
export type DoorRefusal = (typeof doorRefusals)[number];
