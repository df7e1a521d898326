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

/**
 * The own account: the balance as of `appliedIndex`, with every payment received that was told of. Invariant:
 * opening - sent + received = balance, but for payments that are still on their way here.
 */
export interface AccountBooks {
  readonly openingCents: Cents;
  readonly balanceCents: Cents;
  readonly receivedCents: Cents;
  readonly appliedIndex: number;
  /** The account was read whole as of this entry: whatever came in up to it is counted. */
  readonly readAt: number;
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
    readAt: view.appliedIndex,
    history: view.history.slice(0, historyMax),
  };
}

/**
 * A read replaces everything, unless it is older than what is known. `askedAt`: what was known as of when a linearizable read
 * was asked for; none is older than that, so what claims to be newer came out of a storage that is damaged.
 */
export function withView(books: AccountBooks | null, view: AccountView, askedAt = 0): AccountBooks {
  const isOlder = books !== null && view.appliedIndex < books.appliedIndex;
  return isOlder && view.appliedIndex >= askedAt ? books : booksOf(view);
}

/**
 * The balance as of an index, and the payment that came in with it. A balance that is older than the one known is ignored;
 * the payment is not: the answer to an own payment overtakes the news of what came in before it.
 */
export function withBalance(
  books: AccountBooks,
  update: {
    readonly balanceCents: Cents;
    readonly appliedIndex: number;
    readonly incoming: IncomingPayment | null;
  },
): AccountBooks {
  const { balanceCents, appliedIndex, incoming } = update;
  const counted = incoming === null ? books : withIncoming(books, incoming);
  return appliedIndex < books.appliedIndex ? counted : { ...counted, balanceCents, appliedIndex };
}

function withIncoming(books: AccountBooks, incoming: IncomingPayment): AccountBooks {
  const line: HistoryLine = {
    kind: "received",
    counterparty: incoming.from.account,
    amountCents: incoming.amountCents,
    sequence: incoming.sequence,
    index: incoming.index,
    result: "booked",
  };
  if (incoming.index <= books.readAt || knows(books, line)) return books;
  return {
    ...books,
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
  return [line, ...history].sort((left, right) => right.index - left.index).slice(0, historyMax);
}
