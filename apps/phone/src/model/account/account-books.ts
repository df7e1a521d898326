import {
  addCents,
  subtractCents,
  type AccountView,
  type Cents,
  type HistoryLine,
  type IncomingPayment,
  type Receipt,
} from "@cablecut/protocol";

/** Lines of history that the phone holds; the rooms hold the same number. */
export const historyMax = 32;

/** The own account as of `appliedIndex`. Invariant: opening - sent + received = balance. */
export interface AccountBooks {
  readonly openingCents: Cents;
  readonly balanceCents: Cents;
  readonly receivedCents: Cents;
  readonly appliedIndex: number;
  /** Newest first. */
  readonly history: readonly HistoryLine[];
}

export function sentCentsOf(books: AccountBooks): Cents {
  return subtractCents(addCents(books.openingCents, books.receivedCents), books.balanceCents);
}

export function booksOf(view: AccountView): AccountBooks {
  return {
    openingCents: subtractCents(addCents(view.balanceCents, view.sentCents), view.receivedCents),
    balanceCents: view.balanceCents,
    receivedCents: view.receivedCents,
    appliedIndex: view.appliedIndex,
    history: view.history.slice(0, historyMax),
  };
}

/** A fresh read replaces everything, unless it is older than what is known. */
export function withView(books: AccountBooks | null, view: AccountView): AccountBooks {
  return books !== null && view.appliedIndex < books.appliedIndex ? books : booksOf(view);
}

/** The balance as of an index, and the payment that came in with it; what is older than known is ignored. */
export function withBalance(
  books: AccountBooks,
  update: {
    readonly balanceCents: Cents;
    readonly appliedIndex: number;
    readonly incoming: IncomingPayment | null;
  },
): AccountBooks {
  if (update.appliedIndex < books.appliedIndex) return books;
  const { balanceCents, appliedIndex, incoming } = update;
  const moved = { ...books, balanceCents, appliedIndex };
  if (incoming === null) return moved;
  const line: HistoryLine = {
    kind: "received",
    counterparty: incoming.from.account,
    amountCents: incoming.amountCents,
    sequence: incoming.sequence,
    index: incoming.index,
    result: "booked",
  };
  if (knows(books, line)) return moved;
  return {
    ...moved,
    receivedCents: addCents(books.receivedCents, incoming.amountCents),
    history: prepend(books.history, line),
  };
}

/** The line of an own payment that was booked. */
export function withReceipt(books: AccountBooks, receipt: Receipt): AccountBooks {
  const line: HistoryLine = {
    kind: "sent",
    counterparty: receipt.payee,
    amountCents: receipt.amountCents,
    sequence: receipt.sequence,
    index: receipt.index,
    result: receipt.result,
  };
  return knows(books, line) ? books : { ...books, history: prepend(books.history, line) };
}

function knows(books: AccountBooks, line: HistoryLine): boolean {
  return books.history.some(
    (known) =>
      known.kind === line.kind &&
      known.counterparty === line.counterparty &&
      known.sequence === line.sequence,
  );
}

function prepend(history: readonly HistoryLine[], line: HistoryLine): readonly HistoryLine[] {
  return [line, ...history]
    .toSorted((left, right) => right.index - left.index)
    .slice(0, historyMax);
}
