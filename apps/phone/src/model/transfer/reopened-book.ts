import { withoutAnswer } from "./answers.ts";
import { waitMaxMs } from "./backoff.ts";
import { hasEnded, type Payment, type TransferBook, type TransferEvent } from "./payment.ts";

/**
 * A book as it comes out of storage: whatever was asked has lost its answer, and the account was not read yet. Its times
 * are those of an earlier page's clock, which says nothing about this one's: nothing waits longer than it ever would, and
 * how long a payment took that ends only now is not known.
 */
export function reopenBook(stored: TransferBook, nowMs: number): TransferBook {
  const latestMs = nowMs + waitMaxMs;
  const book = forgetTimes(inOrder(stored));
  const open = book.open && {
    ...book.open,
    retryAtMs: Math.min(book.open.retryAtMs, latestMs),
  };
  const payments = book.payments.map((payment): Payment => {
    const { state } = payment;
    if (state.kind !== "unsent" || state.notBeforeMs <= latestMs) return payment;
    return { ...payment, state: { ...state, notBeforeMs: latestMs } };
  });
  return loseLine({ ...book, open, payments, lastSequence: null, isWithinLog: false });
}

/** When they were made was told by a clock that does not say how long ago that is. */
export function forgetTimes(book: TransferBook): TransferBook {
  const payments = book.payments.map((payment) =>
    hasEnded(payment) ? payment : { ...payment, madeAtMs: null },
  );
  return { ...book, payments };
}

/** Without its line: what is asked gets no answer any more. */
export function loseLine(book: TransferBook): TransferBook {
  const { open } = book;
  if (open === null || !open.asked) return book;
  return { ...book, open: { ...withoutAnswer(open), asked: false, retryAtMs: 0 } };
}

/**
 * Storage may be damaged: payments are numbered anew, and the open number and the one payment that holds it find each other.
 * One without the other is let go: the account's history tells whether such a payment was booked.
 */
function inOrder(stored: TransferBook): TransferBook {
  const { open } = stored;
  const holds = ({ state }: Payment): boolean => state.kind === "open";
  const named = stored.payments.findIndex(
    (payment) => holds(payment) && payment.id === open?.paymentId,
  );
  const holder = named === -1 ? stored.payments.findIndex(holds) : named;
  const payments = stored.payments.map((payment, at): Payment => {
    const numbered = { ...payment, id: at + 1 };
    return holds(payment) && (open === null || at !== holder) ? sentOnce(numbered) : numbered;
  });
  return {
    ...stored,
    payments,
    nextId: payments.length + 1,
    open: open === null || holder === -1 ? null : { ...open, paymentId: holder + 1 },
  };
}

/** It holds no number any more, and may have been booked under the one that it held. */
function sentOnce(payment: Payment): Payment {
  const state = { kind: "unsent", held: false, notBeforeMs: 0 } as const;
  return { ...payment, wasChecked: true, mayBeBooked: true, state };
}

/**
 * No number of a book can be ahead of the log, nor the open one by more than one: what storage says beyond that is damaged,
 * and every later payment would wait for numbers that nobody gives. Looked at once for each page: with the first read that
 * nothing has overtaken, whatever a room has told before that does not serve the account.
 */
export function withinLog(
  book: TransferBook,
  { account, isNewest }: Extract<TransferEvent, { kind: "account-read" }>,
): TransferBook {
  if (book.isWithinLog || !isNewest) return book;
  const { lastSequence } = account;
  const { open } = book;
  const isAhead = open !== null && open.sequence > lastSequence + 1;
  const payments = book.payments.map((payment): Payment => {
    const isForgotten = payment.takesNumber !== null && payment.takesNumber <= lastSequence;
    const known = isForgotten ? payment : { ...payment, takesNumber: null };
    const freed = isAhead && known.state.kind === "open" ? sentOnce(known) : known;
    // Whatever became of it stands in the account that was read.
    return { ...freed, mayBeBooked: false };
  });
  const explainedUpTo = Math.min(book.explainedUpTo, lastSequence);
  return { ...book, explainedUpTo, isWithinLog: true, payments, open: isAhead ? null : open };
}
