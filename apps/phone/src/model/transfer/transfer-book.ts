import { openPaymentsMax, type AccountView } from "@cablecut/protocol";
import { backToUnsent, takeAnswer } from "./answers.ts";
import { advance, canGo } from "./scheduler.ts";
import { reconcile } from "./reconcile.ts";
import { forgetTimes, loseLine, withinLog } from "./reopened-book.ts";
import {
  hasEnded,
  isUncertain,
  type Payment,
  type Step,
  type Surroundings,
  type TransferBook,
  type TransferEvent,
} from "./payment.ts";

/**
 * The payments of one phone, from the tap to the receipt. A pure state machine: the driver saves `book` before it
 * performs `effects`, so a number that was sent is always in storage.
 *
 * Rules:
 * - A number is given once, one above the last that ended, and only when none is open.
 * - An unknown outcome is asked for again under the same number until it is definite.
 * - Payee's shard switching: the number is ended by a logged cancel; the payment is kept and blocks nothing.
 * - Payer's shard switching: the same number is asked for again until the new owner answers.
 * - No line, no quorum, or the show paused: nothing is asked; what was never sent is kept, and certainly not charged.
 */
export function stepTransfers(
  book: TransferBook,
  event: TransferEvent,
  surroundings: Surroundings,
): Step {
  const taken = takeIn(book, event, surroundings);
  const onwards = advance(taken.book, surroundings);
  return { book: onwards.book, effects: [...taken.effects, ...onwards.effects] };
}

/** Null if a payment may be made; at most `openPaymentsMax` wait at a time. */
export function refusePayment(book: TransferBook): "too-many-open" | null {
  const waiting = book.payments.filter((payment) => !hasEnded(payment)).length;
  return waiting >= openPaymentsMax ? "too-many-open" : null;
}

function takeIn(book: TransferBook, event: TransferEvent, surroundings: Surroundings): Step {
  switch (event.kind) {
    case "made":
      return { book: add(book, event, surroundings), effects: [] };
    case "withdrawn":
      return { book: withdraw(book, event.paymentId), effects: [] };
    case "account-read":
      return readAccount(withinLog(book, event), event.account, surroundings);
    case "line-lost":
      return { book: loseLine(book), effects: [] };
    case "answered":
      return takeAnswer(book, event, surroundings);
    case "slept":
      return { book: forgetTimes(book), effects: [] };
    case "looked":
      return { book, effects: [] };
  }
}

function add(
  book: TransferBook,
  { payee, amountCents }: Extract<TransferEvent, { kind: "made" }>,
  surroundings: Surroundings,
): TransferBook {
  if (refusePayment(book) !== null) return book;
  const { nowMs } = surroundings;
  const held = !canGo(surroundings, payee.shard);
  const payment: Payment = {
    id: book.nextId,
    payee,
    amountCents,
    madeAtMs: nowMs,
    wasKept: held,
    wasChecked: false,
    takesNumber: null,
    state: { kind: "unsent", held, notBeforeMs: nowMs },
  };
  return { ...book, nextId: book.nextId + 1, payments: [...book.payments, payment] };
}

/** Only what holds no number can be taken back: of the rest it is not known whether it was paid. */
function withdraw(book: TransferBook, paymentId: number): TransferBook {
  const goes = (payment: Payment): boolean =>
    payment.id === paymentId && payment.state.kind === "unsent" && !isUncertain(payment);
  return { ...book, payments: book.payments.filter((payment) => !goes(payment)) };
}

function readAccount(book: TransferBook, account: AccountView, surroundings: Surroundings): Step {
  const { open } = book;
  const settles = open !== null && open.disputed && open.sequence <= account.lastSequence;
  const freed = settles ? backToUnsent(book, open, surroundings, []).book : book;
  const kept = freed.open === null ? freed : { ...freed, open: { ...freed.open, disputed: false } };
  const lines = account.history
    .filter((line) => line.kind === "sent" && line.sequence !== kept.open?.sequence)
    .filter(
      (line) => line.sequence > book.explainedUpTo || (settles && line.sequence === open.sequence),
    )
    .sort((left, right) => left.sequence - right.sequence)
    .map((line) => ({
      sequence: line.sequence,
      payee: line.counterparty,
      amountCents: line.amountCents,
    }));
  return {
    book: {
      ...reconcile(kept, lines),
      lastSequence: Math.max(kept.explainedUpTo, account.lastSequence),
      explainedUpTo: Math.max(kept.explainedUpTo, account.lastSequence),
    },
    effects: [],
  };
}
