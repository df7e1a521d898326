import type { Cents, DoorRefusal, PassingRefusal, PayAnswer, ResultTold } from "@cablecut/protocol";
import { retryDelayMs } from "./backoff.ts";
import { reconcile } from "./reconcile.ts";
import {
  endedPaymentsMax,
  hasEnded,
  withPayment,
  type OpenNumber,
  type Payment,
  type PaymentRefusal,
  type PaymentState,
  type Step,
  type Surroundings,
  type TransferBook,
  type TransferEffect,
} from "./payment.ts";

/** After a cancel the same payee is left alone for at least this long, ms: the news of its shard may be on its way. */
const keptRestMs = 600;
/** A door that is closed for now is not knocked at more often than this, ms. */
const doorRestMs = 1_500;

/**
 * Takes in an answer about the open number. A definite end is taken whatever attempt it answers; what is not definite
 * counts only for the last attempt, because an older one says nothing about what was sent after it.
 */
export function takeAnswer(
  book: TransferBook,
  event: { readonly sequence: number; readonly attempt: number; readonly answer: PayAnswer },
  surroundings: Surroundings,
): Step {
  const { open } = book;
  const { answer } = event;
  if (open === null || open.sequence !== event.sequence) return { book, effects: [] };
  const endedAtMs = surroundings.nowMs;
  switch (answer.kind) {
    case "booked":
      return end(book, open, { kind: "booked", receipt: answer.receipt, endedAtMs }, [
        balanceOf(answer),
      ]);
    case "refused":
      return end(book, open, { kind: "refused", refusal: answer.refusal, endedAtMs }, [
        balanceOf(answer),
      ]);
    case "cancelled":
      return backToUnsent(book, open, surroundings, [balanceOf(answer)]);
    case "unknown":
      return event.attempt === open.attempt
        ? tryAgain(book, withoutAnswer(open), surroundings)
        : { book, effects: [] };
    case "ended-otherwise":
      return takeEndedOtherwise(book, open, answer.refusal, surroundings);
    case "not-now":
      return event.attempt === open.attempt
        ? takePassing(book, open, answer.refusal, surroundings)
        : { book, effects: [] };
    case "rejected":
      return event.attempt === open.attempt
        ? takeRejected(book, open, answer.refusal, surroundings)
        : { book, effects: [] };
  }
}

/** What was asked may have come through. Where that was a cancel, nothing more than before can have been booked. */
export function withoutAnswer(open: OpenNumber): OpenNumber {
  return { ...open, uncertain: open.uncertain || open.purpose === "pay" };
}

/** The number ended without booking its payment: it is unsent again and free to take another number later. */
export function backToUnsent(
  book: TransferBook,
  open: OpenNumber,
  surroundings: Surroundings,
  effects: readonly TransferEffect[],
): Step {
  const rest = keptRestMs + Math.round(surroundings.luck * keptRestMs);
  const freed = withPayment(closeNumber(book, open), open.paymentId, (payment) => ({
    ...payment,
    wasKept: payment.wasKept || open.purpose === "cancel",
    wasChecked: payment.wasChecked || open.uncertain,
    state: { kind: "unsent", held: false, notBeforeMs: surroundings.nowMs + rest },
  }));
  return { book: freed, effects };
}

function takePassing(
  book: TransferBook,
  open: OpenNumber,
  refusal: PassingRefusal,
  surroundings: Surroundings,
): Step {
  switch (refusal) {
    case "payee-switching": {
      const cancelling = { ...open, asked: false, retryAtMs: surroundings.nowMs } as const;
      return { book: { ...book, open: { ...cancelling, purpose: "cancel" } }, effects: [] };
    }
    case "sequence-gap":
      return withEffect(tryAgain(book, open, surroundings), { kind: "read-account" });
    // The news of the own shard brings the next try forward, see holdAndRelease.
    case "payer-switching":
    case "fenced":
    case "busy":
    case "not-serving":
    case "log-unavailable":
      return tryAgain(book, open, surroundings);
  }
}

/** The log has ended the number with something else: the account's history tells with what, if it still knows. */
function takeEndedOtherwise(
  book: TransferBook,
  open: OpenNumber,
  refusal: ResultTold<"ended-otherwise">,
  surroundings: Surroundings,
): Step {
  switch (refusal) {
    case "sequence-conflict":
      return withEffect(tryAgain(book, { ...open, disputed: true }, surroundings), {
        kind: "read-account",
      });
    case "archived": {
      // It may have been this very payment: made once more it could be paid twice.
      const state = { kind: "refused", refusal, endedAtMs: surroundings.nowMs } as const;
      return end(book, open, state, [{ kind: "read-account" }]);
    }
  }
}

function takeRejected(
  book: TransferBook,
  open: OpenNumber,
  refusal: DoorRefusal,
  surroundings: Surroundings,
): Step {
  switch (refusal) {
    case "malformed":
    case "unknown-payer":
      // It is the same for every copy, unless an earlier one may have come through in another way.
      return open.uncertain || open.purpose === "cancel"
        ? tryAgain(book, open, surroundings)
        : refuseUnsent(book, open, refusal, surroundings.nowMs);
    case "not-entered":
      return withEffect(tryAgain(book, open, surroundings), { kind: "enter-again" });
    case "other-token":
    case "doors-closed":
    case "opens-elsewhere":
    case "many-are-coming":
    case "last-numbers":
    case "too-many-phones":
    case "too-fast":
    case "removed":
    case "accounts-full":
    case "no-room":
    case "show-paused": {
      const retryAtMs =
        surroundings.nowMs + doorRestMs + Math.round(surroundings.luck * doorRestMs);
      return tryAgain(book, open, surroundings, retryAtMs);
    }
  }
}

function tryAgain(
  book: TransferBook,
  open: OpenNumber,
  { nowMs, luck }: Surroundings,
  retryAtMs = nowMs + retryDelayMs(open.attempt, luck),
): Step {
  const later = { ...book, open: { ...open, asked: false, retryAtMs } };
  return {
    book: withPayment(later, open.paymentId, (payment) =>
      open.uncertain || open.disputed
        ? { ...payment, wasChecked: true }
        : { ...payment, wasKept: true },
    ),
    effects: [],
  };
}

/** Nothing was ever sent on under this number: the payment ends and the number stays free. */
function refuseUnsent(
  book: TransferBook,
  open: OpenNumber,
  refusal: PaymentRefusal,
  endedAtMs: number,
): Step {
  const ended = withPayment({ ...book, open: null }, open.paymentId, (payment) => ({
    ...payment,
    state: { kind: "refused", refusal, endedAtMs },
  }));
  return finish(ended, open.paymentId, []);
}

function end(
  book: TransferBook,
  open: OpenNumber,
  state: PaymentState,
  effects: readonly TransferEffect[],
): Step {
  const ended = withPayment(closeNumber(book, open), open.paymentId, (payment) => ({
    ...payment,
    takesNumber: null,
    wasChecked: payment.wasChecked || open.uncertain,
    state,
  }));
  return finish(passOnNumber(ended, book, open), open.paymentId, effects);
}

/** The payment ended under another number than the one it was thought to have taken: that one is its twin's. */
function passOnNumber(ended: TransferBook, before: TransferBook, open: OpenNumber): TransferBook {
  const payment = before.payments.find((candidate) => candidate.id === open.paymentId);
  if (payment === undefined || payment.takesNumber === null) return ended;
  const { payee, amountCents, takesNumber } = payment;
  return reconcile(ended, [{ sequence: takesNumber, payee: payee.account, amountCents }]);
}

function finish(book: TransferBook, paymentId: number, effects: readonly TransferEffect[]): Step {
  const payment = book.payments.find((candidate) => candidate.id === paymentId);
  if (payment === undefined) throw new Error(`there is no payment ${paymentId} to end`);
  return {
    book: forgetOldest(book),
    effects: [...effects, { kind: "ended", payment }],
  };
}

function forgetOldest(book: TransferBook): TransferBook {
  let surplus = book.payments.filter(hasEnded).length - endedPaymentsMax;
  if (surplus <= 0) return book;
  const stays = (payment: Payment): boolean => !hasEnded(payment) || surplus-- <= 0;
  return { ...book, payments: book.payments.filter(stays) };
}

function closeNumber(book: TransferBook, open: OpenNumber): TransferBook {
  return {
    ...book,
    open: null,
    lastSequence: Math.max(book.lastSequence ?? 0, open.sequence),
    explainedUpTo: Math.max(book.explainedUpTo, open.sequence),
  };
}

function balanceOf(answer: {
  readonly balanceCents: Cents;
  readonly appliedIndex: number;
}): TransferEffect {
  return {
    kind: "balance",
    balanceCents: answer.balanceCents,
    appliedIndex: answer.appliedIndex,
  };
}

function withEffect(step: Step, effect: TransferEffect): Step {
  return { book: step.book, effects: [...step.effects, effect] };
}
