import { keysOf } from "../values/keys-of.ts";

/** Why something was not done. A refusal is a value with a name; people read its text from the interface's texts. */

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
  /** A record of incidents or dials before the log has adopted the format that knows them. */
  "format-not-in-force": 54,
  /** Not the last incident, or one of which this log holds no shards. */
  "unknown-incident": 55,
  "incident-open": 56,
  "already-measured": 57,
  /** So many attendees are removed that one more cannot be remembered. */
  "dials-full": 58,
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
  /** This connection has entered, or is entering, with another token. */
  "other-token",
  "doors-closed",
  /** The page came from another gateway: an account is opened only where the page itself came from. */
  "opens-elsewhere",
  /** More accounts were opened lately than a hall opens. */
  "many-are-coming",
  /** The last account numbers are given out only with the console's yes. */
  "last-numbers",
  "too-many-phones",
  "too-fast",
  "removed",
  "accounts-full",
  "no-room",
  "show-paused",
] as const;
export type DoorRefusal = (typeof doorRefusals)[number];

/** Everything that a room can answer to a transfer or a cancel. */
export type TransferResult = LedgerResult | PassingRefusal | "unknown";

/** What a phone is told of its payment: the kinds of `PayAnswer`. */
export type ToldToPhone =
  | "booked"
  | "cancelled"
  | "refused"
  | "ended-otherwise"
  | "not-now"
  | "rejected"
  | "unknown";

export interface ResultMeaning {
  /**
   * `definite`: so it is, whatever copies are still under way. `passing`: this copy did nothing, another may still be
   * booked; the same number is tried again, or ended by a logged cancel. `unknown`: nobody can say; asked again under the
   * same number until it is definite.
   */
  readonly certainty: "definite" | "passing" | "unknown";
  /** The number has ended, by this transfer or another one; a new attempt takes the next. */
  readonly usesTheNumberUp: boolean;
  readonly told: ToldToPhone;
}

const merit = { certainty: "definite", usesTheNumberUp: true, told: "refused" } as const;
const endedOtherwise = {
  certainty: "definite",
  usesTheNumberUp: true,
  told: "ended-otherwise",
} as const;
const free = { certainty: "definite", usesTheNumberUp: false, told: "rejected" } as const;
const passing = { certainty: "passing", usesTheNumberUp: false, told: "not-now" } as const;
/** No answer to a transfer at all; should it come nevertheless, nothing was learned from it. */
const unknown = { certainty: "unknown", usesTheNumberUp: false, told: "unknown" } as const;

/** What each result means for the one who pays; its code is in `ledgerResultCodes` or `roomAnswerCodes`. */
export const resultMeanings = {
  booked: { certainty: "definite", usesTheNumberUp: true, told: "booked" },
  cancelled: { certainty: "definite", usesTheNumberUp: true, told: "cancelled" },

  "sequence-conflict": endedOtherwise,
  archived: endedOtherwise,

  "unknown-payee": merit,
  "same-account": merit,
  "amount-not-positive": merit,
  "amount-too-large": merit,
  "insufficient-funds": merit,

  "unknown-payer": free,
  malformed: free,

  "sequence-gap": passing,
  "payer-switching": passing,
  "payee-switching": passing,
  fenced: passing,
  busy: passing,
  "not-serving": passing,
  "log-unavailable": passing,

  unknown,
  applied: unknown,
  "accounts-full": unknown,
  "unknown-shard": unknown,
  "unknown-room": unknown,
  "stale-heartbeat": unknown,
  "stale-move": unknown,
  "pace-while-switching": unknown,
  "unknown-version": unknown,
  "unknown-incident": unknown,
  "incident-open": unknown,
  "already-measured": unknown,
  "dials-full": unknown,
  "format-not-in-force": unknown,
} as const satisfies Readonly<Record<TransferResult, ResultMeaning>>;

/** The results of which a phone is told so. */
export type ResultTold<Told extends ToldToPhone> = {
  [Result in TransferResult]: (typeof resultMeanings)[Result]["told"] extends Told ? Result : never;
}[TransferResult];
