import { addCents, asCents, type OutboxCounts } from "@cablecut/protocol";
import type { PhoneState } from "../phone-state.ts";
import type { Payment } from "./payment.ts";
import { standingOf } from "./standing.ts";

type Observed = Pick<PhoneState, "book" | "world" | "profile">;

/** Payments that are certainly not deducted and wait until they can be booked. */
export function keptPayments(state: Observed): readonly Payment[] {
  const { payments, open } = state.book;
  return payments.filter((payment) => standingOf(payment, open, state) === "kept");
}

export function keptCount(state: Observed): number {
  return keptPayments(state).length;
}

/** Payments whose outcome is unknown: that of the open number, and those that a forgotten number may have been. */
export function checkingCount(state: Observed): number {
  const { payments, open } = state.book;
  return payments.filter((payment) => standingOf(payment, open, state) === "checking").length;
}

/** Payments that have not ended: this browser alone knows of them. */
export function unendedCount({ book }: Pick<PhoneState, "book">): number {
  return book.payments.filter(({ state: { kind } }) => kind === "unsent" || kind === "open").length;
}

export function outboxCountsOf(state: PhoneState): OutboxCounts {
  const kept = keptPayments(state);
  return {
    kept: kept.length,
    keptCents: kept.reduce((sum, { amountCents }) => addCents(sum, amountCents), asCents(0)),
    checking: checkingCount(state),
    receipts: state.receipts.receipts.length,
  };
}
