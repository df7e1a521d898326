import type { PhoneState } from "../phone-state.ts";
import type { TransferBook } from "./payment.ts";

/** What the stage adds up of this phone: payments kept, payments being checked, receipts held. */
export interface OutboxCounts {
  readonly kept: number;
  readonly checking: number;
  readonly receipts: number;
}

/** Payments that are certainly not deducted and wait for a shard. */
export function keptCount(book: TransferBook): number {
  const unsent = book.payments.filter(
    (payment) => payment.state.kind === "unsent" && (payment.state.held || payment.wasKept),
  ).length;
  return unsent + (book.open !== null && book.open.waitsForOwner && !book.open.uncertain ? 1 : 0);
}

/** One if the outcome of the open number is unknown; there is never more than one. */
export function checkingCount(book: TransferBook): 0 | 1 {
  return book.open?.uncertain === true ? 1 : 0;
}

export function outboxCountsOf(state: PhoneState): OutboxCounts {
  return {
    kept: keptCount(state.book),
    checking: checkingCount(state.book),
    receipts: state.receipts.receipts.length,
  };
}
