import type { AccountId, LogIndex, RoomIndex, SequenceNumber, ShardId } from "../values/ids.ts";
import type { Cents } from "../values/money.ts";
import type { LedgerResult } from "./refusals.ts";

/** One line of an account's history, newest first where a list is given. */
export interface HistoryLine {
  readonly kind: "opening" | "sent" | "received" | "refused" | "cancelled";
  readonly counterparty: AccountId;
  readonly amountCents: Cents;
  /** The payer's sequence number. */
  readonly sequence: SequenceNumber;
  readonly index: LogIndex;
  readonly result: LedgerResult;
}

/** An account as the room that serves it reads it; balance = funds at opening - sent + received. */
export interface AccountView {
  readonly account: AccountId;
  readonly shard: ShardId;
  readonly room: RoomIndex;
  /** A synthetic attendee's, by the mark of its opening. */
  readonly synthetic: boolean;
  readonly balanceCents: Cents;
  readonly sentCents: Cents;
  readonly receivedCents: Cents;
  /** The last number that was ended; the next transfer takes this + 1. */
  readonly lastSequence: SequenceNumber;
  readonly history: readonly HistoryLine[];
  /** The entry that opened it, which the history may have no more; a room of a build before this one does not say. */
  readonly openedIndex?: LogIndex;
  /** The reading room had applied this much; a client never goes back to less. */
  readonly appliedIndex: LogIndex;
}
