import {
  asAccountId,
  asCents,
  asLogIndex,
  asSequenceNumber,
  asShardId,
  type AccountId,
  type FeedItem,
  type LogEvent,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { LastNeededPayment } from "./last-needed.ts";

const name = { en: "Amber Ibex", zh: "琥珀羚羊" };
const ibex = asAccountId(205);
const stranger = asAccountId(400);

function setUp(): LastNeededPayment {
  return new LastNeededPayment({
    isHouse: (account) => account < 200,
    known: (account) => (account === ibex ? { shard: 5, name } : null),
  });
}

function paid(index: number, payer: AccountId): FeedItem {
  const cents = asCents(0);
  return {
    index: asLogIndex(index),
    payer,
    payee: asAccountId(300),
    amountCents: asCents(888),
    sequence: asSequenceNumber(1),
    payerBalanceCents: cents,
    payeeBalanceCents: cents,
  };
}

/** The entry brings shard 5 back, and with it the incident is over. */
function ends(index: number, byPerson: boolean): LogEvent[] {
  const at = { index: asLogIndex(index), incident: 1 };
  return [
    { ...at, kind: "shard-back", shard: asShardId(5), byPerson },
    { ...at, kind: "incident-ended" },
  ];
}

test("a person's payment that was the last one needed is told with the name", () => {
  const last = setUp();
  last.feedShowed(ends(90, true), [paid(89, stranger), paid(90, asAccountId(10)), paid(90, ibex)]);
  expect(last.of(1)).toEqual({ by: "person", account: ibex, name });
  expect(last.of(2)).toBeNull();
});

test("a canary's is told as a probe's", () => {
  const last = setUp();
  last.feedShowed(ends(90, false), [paid(90, asAccountId(10)), paid(90, ibex)]);
  expect(last.of(1)).toEqual({ by: "probe" });
});

test("where the payer cannot be told nobody is named", () => {
  const last = setUp();
  last.feedShowed(ends(90, true), [paid(90, stranger)]);
  expect(last.of(1)).toBeNull();
});
