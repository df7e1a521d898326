import {
  asCents,
  defaultTopology,
  initialFundsCents,
  type AccountId,
  type AccountView,
  type Epoch,
  type FeedItem,
  type LogEvent,
  type LogIndex,
  type Receipt,
  type RoomIndex,
  type SequenceNumber,
  type ShardId,
  type TransferAnswer,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { checkLog } from "./check-log.ts";
import { History, type EndName, type ReadRecord } from "./history.ts";

/** A checker that finds nothing is only worth something if it finds what is there: these logs and histories are wrong. */

const anna = 200 as AccountId;
const bert = 201 as AccountId;
const annasShard = 0 as ShardId;
const room = 3 as RoomIndex;

const opened: readonly LogEvent[] = [anna, bert].map((account, at) => ({
  kind: "account-opened",
  index: (at + 2) as LogIndex,
  account,
  shard: (annasShard + at) as ShardId,
  synthetic: false,
}));

/** Two accounts, and one number of Anna's: 100 to Bert. */
function history(): History {
  const all = new History();
  for (const account of [anna, bert]) all.opened(account, {} as Receipt);
  all.begin(anna, bert, 100).copies = 1;
  return all;
}

function answer(name: EndName, index: number, more: Partial<TransferAnswer> = {}): TransferAnswer {
  return {
    payer: anna,
    sequence: 1 as SequenceNumber,
    answer: name,
    index: index as LogIndex,
    payee: bert,
    amountCents: asCents(100),
    payerBalanceCents: asCents(initialFundsCents - 100),
    appliedIndex: index as LogIndex,
    chain: new Uint8Array(8),
    mac: new Uint8Array(16),
    ...more,
  };
}

function item(index: number, more: Partial<FeedItem> = {}): FeedItem {
  return {
    index: index as LogIndex,
    payer: anna,
    payee: bert,
    amountCents: asCents(100),
    sequence: 1 as SequenceNumber,
    payerBalanceCents: asCents(initialFundsCents - 100),
    payeeBalanceCents: asCents(initialFundsCents + 100),
    ...more,
  };
}

function violationsOf(
  told: History,
  items: readonly FeedItem[],
  events: readonly LogEvent[] = [],
): readonly string[] {
  checkLog(told, { items, events: [...opened, ...events] }, defaultTopology);
  return told.violations;
}

const suspected = (index: number): LogEvent => ({
  kind: "room-suspected",
  index: index as LogIndex,
  room: 0 as RoomIndex,
  by: room,
  incident: 1,
});

const moved = (index: number, epoch: number): LogEvent => ({
  kind: "shard-moved",
  index: index as LogIndex,
  shard: annasShard,
  from: 0 as RoomIndex,
  to: room,
  epoch: epoch as Epoch,
  reason: "failover",
  accounts: 1,
});

test("a booking that was acknowledged once, with its balances: nothing to complain about", () => {
  const told = history();
  told.ended(room, answer("booked", 5), "booked");
  expect(violationsOf(told, [item(5)])).toEqual([]);
});

test("acknowledged, and in no room", () => {
  const told = history();
  told.ended(room, answer("booked", 5), "booked");
  expect(violationsOf(told, [])).toEqual([expect.stringContaining("no room has it")]);
});

test("booked twice", () => {
  const told = history();
  told.ended(room, answer("booked", 5), "booked");
  const again = item(7, {
    payerBalanceCents: asCents(initialFundsCents - 200),
    payeeBalanceCents: asCents(initialFundsCents + 200),
  });
  const violations = violationsOf(told, [item(5), again]);
  expect(violations).toContainEqual(expect.stringContaining("booked a second time"));
});

test("cancelled, and booked all the same", () => {
  const told = history();
  told.numberOf(anna, 1)!.cancelAsked = true;
  told.ended(room, answer("cancelled", 5), "cancelled");
  expect(violationsOf(told, [item(6)])).toContainEqual(
    expect.stringContaining("answered cancelled"),
  );
});

test("two rooms that tell two ends of one number", () => {
  const told = history();
  told.numberOf(anna, 1)!.cancelAsked = true;
  told.ended(room, answer("booked", 5), "booked");
  told.ended(room, answer("cancelled", 6), "cancelled");
  expect(violationsOf(told, [item(5)])).toEqual([expect.stringContaining("two ends")]);
});

test("a number that never came to an end", () => {
  expect(violationsOf(history(), [])).toEqual([expect.stringContaining("still unknown")]);
});

test("a payload whose every copy was refused is booked", () => {
  const told = history();
  told.numberOf(anna, 1)!.amountCents = 7;
  told.ended(room, answer("booked", 5), "booked");
  expect(violationsOf(told, [item(5)])).toContainEqual(expect.stringContaining("all refused"));
});

test("a cent more than the log makes it", () => {
  const told = history();
  told.ended(room, answer("booked", 5), "booked");
  const wrong = item(5, { payeeBalanceCents: asCents(initialFundsCents + 101) });
  expect(violationsOf(told, [wrong])).toEqual([expect.stringContaining("the log makes it")]);
});

test("booked between the suspicion of the payer's room and the move of the shard", () => {
  const told = history();
  told.ended(room, answer("booked", 5), "booked");
  const events = [suspected(4), moved(6, 2)];
  expect(violationsOf(told, [item(5)], events)).toEqual([expect.stringContaining("was switching")]);
});

test("a shard given away twice in one epoch", () => {
  const told = history();
  told.ended(room, answer("booked", 9), "booked");
  const events = [suspected(4), moved(5, 2), moved(6, 2)];
  expect(violationsOf(told, [item(9)], events)).toContainEqual(
    expect.stringContaining("it was 3's in epoch 2"),
  );
});

/** A read of Anna's account after her payment at 5; `seen` is what differs from the truth. */
function readAfterPayment(seen: Partial<AccountView>): readonly string[] {
  const told = history();
  told.ended(room, answer("booked", 5), "booked");
  const begun = told.beginRead(anna);
  const view: AccountView = {
    account: anna,
    shard: annasShard,
    room,
    synthetic: false,
    balanceCents: asCents(initialFundsCents - 100),
    sentCents: asCents(100),
    receivedCents: asCents(0),
    lastSequence: 1 as SequenceNumber,
    history: [],
    appliedIndex: 8 as LogIndex,
    ...seen,
  };
  told.endRead({ ...begun, reader: anna, room, view, endedMs: begun.startedMs });
  return violationsOf(told, [item(5)]);
}

test("a read that shows what the log holds at its index", () => {
  expect(readAfterPayment({})).toEqual([]);
});

test("a read that shows another balance than the log has at its index", () => {
  const violations = readAfterPayment({ balanceCents: initialFundsCents });
  expect(violations).toEqual([expect.stringContaining("the log makes it")]);
});

test("a read that is true of the past, before a payment of which the reader knew", () => {
  const violations = readAfterPayment({
    balanceCents: initialFundsCents,
    sentCents: asCents(0),
    lastSequence: 0 as SequenceNumber,
    appliedIndex: 4 as LogIndex,
  });
  expect(violations).toContainEqual(expect.stringContaining("went back behind 5"));
});

test("a payment that its payer was told of is not in what the payee reads afterwards", () => {
  const told = history();
  told.ended(room, answer("booked", 5), "booked");
  const begun = told.beginRead(bert);
  const view = {
    account: bert,
    balanceCents: initialFundsCents,
    sentCents: 0,
    receivedCents: 0,
    lastSequence: 0,
    appliedIndex: 4,
  } as ReadRecord["view"];
  told.endRead({ ...begun, reader: bert, room, view, endedMs: begun.startedMs + 1 });
  expect(violationsOf(told, [item(5)])).toEqual([
    expect.stringContaining("can only have taken place at entry 4 or before"),
  ]);
});
