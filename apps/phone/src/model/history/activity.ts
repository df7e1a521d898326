import type { HistoryLine } from "@cablecut/protocol";
import { hasEnded, type Payment, type TransferBook } from "../transfer/payment.ts";

/** One line of what happened on the account: of the log, or of this phone where the log has nothing to say (yet). */
export type ActivityItem =
  | { readonly kind: "payment"; readonly key: string; readonly payment: Payment }
  | {
      readonly kind: "line";
      readonly key: string;
      readonly line: HistoryLine;
      /** The own payment behind a line, if this phone remembers it. */
      readonly payment: Payment | null;
    };

/**
 * Newest first: what has no end yet, then the account's history. Refused payments stand where they were tried; numbers
 * that were cancelled are no news, their payments are still in the list. Nor is the line of a payment that is still being asked
 * for: it counts once, and stands there once.
 */
export function activityOf(
  { payments, open: number }: Pick<TransferBook, "payments" | "open">,
  history: readonly HistoryLine[],
): readonly ActivityItem[] {
  const open = payments.filter((payment) => !hasEnded(payment)).reverse();
  const ranked: { rank: number; item: ActivityItem }[] = [];
  let lastIndex = 0;
  const bySequence = new Map<number, Payment>();
  for (const payment of payments) {
    if (payment.state.kind === "booked") {
      lastIndex = payment.state.receipt.index;
      bySequence.set(payment.state.receipt.sequence, payment);
    }
    if (payment.state.kind === "refused") {
      const item: ActivityItem = { kind: "payment", key: `payment-${payment.id}`, payment };
      ranked.push({ rank: lastIndex + 0.5, item });
    }
  }
  const isOpen = ({ kind, sequence, counterparty, amountCents }: HistoryLine): boolean =>
    kind === "sent" &&
    open.some(
      ({ id, takesNumber, payee, amountCents: cents }) =>
        (id === number?.paymentId ? number.sequence : takesNumber) === sequence &&
        payee.account === counterparty &&
        cents === amountCents,
    );
  for (const line of history) {
    if (line.kind === "refused" || line.kind === "cancelled" || isOpen(line)) continue;
    const payment = line.kind === "sent" ? (bySequence.get(line.sequence) ?? null) : null;
    const key = payment === null ? lineKey(line) : `payment-${payment.id}`;
    ranked.push({ rank: line.index, item: { kind: "line", key, line, payment } });
  }
  ranked.sort((left, right) => right.rank - left.rank);
  return [
    ...open.map((payment): ActivityItem => ({
      kind: "payment",
      key: `payment-${payment.id}`,
      payment,
    })),
    ...ranked.map(({ item }) => item),
  ];
}

function lineKey(line: HistoryLine): string {
  return `${line.kind}-${line.counterparty}-${line.sequence}`;
}
