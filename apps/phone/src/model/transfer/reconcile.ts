import type { AccountId, Cents, SequenceNumber } from "@cablecut/protocol";
import { hasEnded, type TransferBook } from "./payment.ts";

/** A transfer that is in the log under a number that this book did not see end. */
export interface ForeignTransfer {
  readonly sequence: SequenceNumber;
  readonly payee: AccountId;
  readonly amountCents: Cents;
}

/**
 * Numbers ended that this book does not know of: storage went back in time, or another device paid. A payment that was
 * already waiting and looks the same takes such a number, so that it is not made a second time.
 */
export function reconcile(book: TransferBook, transfers: readonly ForeignTransfer[]): TransferBook {
  const payments = [...book.payments];
  for (const transfer of transfers) {
    const at = payments.findIndex(
      (payment) =>
        !hasEnded(payment) &&
        payment.takesNumber === null &&
        payment.payee.account === transfer.payee &&
        payment.amountCents === transfer.amountCents,
    );
    const payment = payments[at];
    if (payment !== undefined) payments[at] = { ...payment, takesNumber: transfer.sequence };
  }
  return { ...book, payments };
}
