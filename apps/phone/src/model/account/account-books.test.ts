import {
  asCents,
  nameOf,
  type AccountId,
  type AccountNumber,
  type AccountView,
  type IncomingPayment,
  type LogIndex,
  type RoomIndex,
  type SequenceNumber,
  type ShardId,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { booksOf, sentCentsOf, withBalance, withView } from "./account-books.ts";

function view(more: Partial<AccountView>): AccountView {
  return {
    account: 1 as AccountId,
    shard: 0 as ShardId,
    room: 0 as RoomIndex,
    synthetic: false,
    balanceCents: asCents(100_000_000),
    sentCents: asCents(0),
    receivedCents: asCents(0),
    lastSequence: 0 as SequenceNumber,
    history: [],
    appliedIndex: 10 as LogIndex,
    ...more,
  };
}
function incoming(from: number, sequence: number, index: number): IncomingPayment {
  const account = from as AccountId;
  return {
    from: {
      account,
      accountNumber: (10_000 + from) as AccountNumber,
      name: nameOf(account),
      shard: 1 as ShardId,
    },
    amountCents: asCents(500),
    index: index as LogIndex,
    sequence: sequence as SequenceNumber,
  };
}

test("start - sent + received = balance, after each message", () => {
  let books = booksOf(view({}));
  books = withBalance(books, {
    balanceCents: asCents(99_999_112),
    appliedIndex: 11,
    incoming: null,
  });
  expect(sentCentsOf(books)).toBe(888);
  const paid = incoming(7, 1, 12);
  books = withBalance(books, {
    balanceCents: asCents(99_999_612),
    appliedIndex: 12,
    incoming: paid,
  });
  expect([sentCentsOf(books), books.receivedCents]).toEqual([888, 500]);
  expect(books.history.map((line) => line.kind)).toEqual(["received"]);
});

test("two payments in one entry of the log both count, the same one counts once", () => {
  let books = booksOf(view({}));
  const first = incoming(7, 1, 12);
  books = withBalance(books, {
    balanceCents: asCents(100_001_000),
    appliedIndex: 12,
    incoming: first,
  });
  const second = incoming(8, 1, 12);
  books = withBalance(books, {
    balanceCents: asCents(100_001_000),
    appliedIndex: 12,
    incoming: second,
  });
  books = withBalance(books, {
    balanceCents: asCents(100_001_000),
    appliedIndex: 12,
    incoming: second,
  });
  expect(books.receivedCents).toBe(1_000);
  expect(sentCentsOf(books)).toBe(0);
});

test("news of a payment that came in counts, although the answer to a later own payment was faster", () => {
  let books = booksOf(view({}));
  books = withBalance(books, {
    balanceCents: asCents(99_999_612),
    appliedIndex: 14,
    incoming: null,
  });
  const late = {
    balanceCents: asCents(100_000_500),
    appliedIndex: 12,
    incoming: incoming(7, 1, 12),
  };
  books = withBalance(books, late);
  expect([books.balanceCents, books.receivedCents, sentCentsOf(books)]).toEqual([
    99_999_612, 500, 888,
  ]);
  expect(withBalance(books, late)).toBe(books);
  expect(books.history.map((line) => line.kind)).toEqual(["received"]);
});

test("an account that was read whole has counted what came in before", () => {
  const books = booksOf(view({ appliedIndex: 20 as LogIndex, receivedCents: asCents(500) }));
  const told = { balanceCents: asCents(1), appliedIndex: 20, incoming: incoming(7, 1, 20) };
  expect(withBalance(books, told).receivedCents).toBe(500);
});

test("what is older than known changes nothing", () => {
  const books = booksOf(view({ appliedIndex: 20 as LogIndex }));
  expect(withBalance(books, { balanceCents: asCents(1), appliedIndex: 19, incoming: null })).toBe(
    books,
  );
  expect(withView(books, view({ balanceCents: asCents(1), appliedIndex: 19 as LogIndex }))).toBe(
    books,
  );
});

test("books that claim to be newer than a read that was asked for later are damaged, and give way to it", () => {
  const damaged = { ...booksOf(view({})), balanceCents: asCents(1), appliedIndex: 1_000_000_000 };
  const read = view({ appliedIndex: 20 as LogIndex });
  expect(withView(damaged, read, damaged.appliedIndex)).toEqual(booksOf(read));
  // What was told while it was under way is newer.
  const told = withBalance(booksOf(view({})), {
    balanceCents: asCents(7),
    appliedIndex: 30,
    incoming: null,
  });
  expect(withView(told, read, 10)).toBe(told);
});
