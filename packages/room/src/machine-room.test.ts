import {
  asCents,
  defaultTopology,
  frameKinds,
  transferMaxCents,
  type AccountId,
  type SequenceNumber,
} from "@cablecut/protocol";
import { BatchWriter } from "@cablecut/ledger";
import { expect, test } from "vitest";
import { handAway, opened, shard, token } from "./testing/opened-account.ts";
import { RoomFixture, gateway } from "./testing/room-fixture.ts";

test("a transfer is answered once, with its receipt and the balance after it", () => {
  const fixture = new RoomFixture();
  fixture.transfer({ amountCents: asCents(888) });
  const [answer, ...more] = fixture.answers();
  expect(more).toEqual([]);
  expect(answer).toMatchObject({
    answer: "booked",
    amountCents: 888,
    payerBalanceCents: 100_000_000 - 888,
  });
  expect(answer!.mac.some((byte) => byte !== 0)).toBe(true);
});

test("the same number again is answered with the first result and booked once", () => {
  const fixture = new RoomFixture();
  fixture.transfer({});
  const [first] = fixture.answers();
  fixture.transfer({});
  const [second] = fixture.answers();
  expect(second).toMatchObject({
    answer: "booked",
    index: first!.index,
    chain: first!.chain,
    mac: first!.mac,
  });
  expect(second!.payerBalanceCents).toBe(100_000_000 - 100);
});

test("two askers for the same number in flight: one entry, one answer to the last asker", () => {
  const fixture = new RoomFixture();
  fixture.log.automatic = false;
  fixture.transfer({});
  fixture.transfer({});
  fixture.log.automatic = true;
  fixture.log.commit();
  fixture.runDeferred();
  expect(fixture.answers()).toHaveLength(1);
  expect(fixture.room.ledger.balanceOf(0)).toBe(100_000_000 - 100);
});

test("another payload under a number in flight is a conflict, not the answer to the first", () => {
  const fixture = new RoomFixture();
  fixture.log.automatic = false;
  fixture.transfer({ amountCents: asCents(100) });
  fixture.transfer({ amountCents: asCents(200) });
  fixture.log.automatic = true;
  fixture.log.commit();
  fixture.runDeferred();
  // It says to what it is the answer.
  expect(fixture.answers()).toMatchObject([
    { answer: "sequence-conflict", sequence: 1, payee: 1, amountCents: 200 },
  ]);
  expect(fixture.room.ledger.balanceOf(0)).toBe(100_000_000 - 100);
});

test("the conflict of another payload is not told to whoever asks for the first again meanwhile", () => {
  const fixture = new RoomFixture();
  fixture.transfer({ amountCents: asCents(100) });
  fixture.answers();
  fixture.log.automatic = false;
  fixture.transfer({ amountCents: asCents(200) });
  fixture.log.applied = () => fixture.transfer({ amountCents: asCents(100) });
  fixture.log.commit();
  fixture.log.applied = () => {};
  fixture.runDeferred();
  fixture.log.commit();
  fixture.runDeferred();
  expect(fixture.answers()).toMatchObject([{ answer: "booked", amountCents: 100 }]);
});

test("a copy of another owner that is fenced says nothing of the one that is under way here", () => {
  const fixture = new RoomFixture();
  const former = new BatchWriter();
  former.transfer(0, 1, asCents(100), 1, 9, 9);
  fixture.log.automatic = false;
  fixture.transfer({});
  const copy = former.finish();
  for (let times = 0; times < 4; times += 1) fixture.log.inject(copy);
  fixture.runDeferred();
  expect(fixture.answers()).toEqual([]);
  fixture.log.automatic = true;
  fixture.log.commit();
  fixture.runDeferred();
  expect(fixture.answers()).toMatchObject([{ answer: "booked", sequence: 1 }]);
});

test("another number of the same payer while one is in flight is busy and ends nothing", () => {
  const fixture = new RoomFixture();
  fixture.log.automatic = false;
  fixture.transfer({});
  fixture.transfer({ sequence: 2 as SequenceNumber });
  expect(fixture.answers()).toMatchObject([{ answer: "busy", sequence: 2 }]);
});

test("a shard of another room is not served here", () => {
  const fixture = new RoomFixture();
  fixture.transfer({ payer: 2 as AccountId, payee: 3 as AccountId });
  expect(fixture.answers()).toMatchObject([{ answer: "not-serving" }]);
});

test("a payer that this room has not heard of, perhaps not yet, is not served here", () => {
  const fixture = new RoomFixture();
  fixture.transfer({ payer: 60_000 as AccountId });
  expect(fixture.answers()).toMatchObject([{ answer: "not-serving", payer: 60_000 }]);
});

test("a log that took nothing is a definite answer, a log that cannot say is unknown, and both may be retried", () => {
  const fixture = new RoomFixture();
  fixture.log.refuseWith = { kind: "unavailable", reason: "no-leader" };
  fixture.transfer({});
  expect(fixture.answers()).toMatchObject([{ answer: "log-unavailable" }]);
  fixture.log.refuseWith = { kind: "unknown", reason: "timeout" };
  fixture.transfer({});
  expect(fixture.answers()).toMatchObject([{ answer: "unknown" }]);
  fixture.log.refuseWith = null;
  fixture.transfer({});
  expect(fixture.answers()).toMatchObject([{ answer: "booked" }]);
});

test("a room that stops takes nothing new, and answers what it had taken", () => {
  const fixture = new RoomFixture();
  fixture.log.automatic = false;
  fixture.transfer({});
  fixture.ask({ kind: "open", id: 1, tokenHash: token, shard });
  expect(fixture.room.unanswered).toBe(2);
  fixture.messages();
  fixture.room.drain();
  fixture.transfer({ payer: 1 as AccountId, payee: 0 as AccountId });
  fixture.ask({ kind: "open", id: 2, tokenHash: "cd".repeat(32), shard });
  expect(fixture.answers()).toMatchObject([{ answer: "not-serving", payer: 1 }]);
  expect(fixture.messages()).toMatchObject([{ kind: "refused", id: 2, refusal: "not-serving" }]);
  fixture.log.automatic = true;
  fixture.log.commit();
  fixture.runDeferred();
  expect(fixture.answers()).toMatchObject([{ answer: "booked", payer: 0 }]);
  expect(fixture.messages().map(({ kind }) => kind)).toContain("opened");
  expect(fixture.room.unanswered).toBe(0);
});

test("a cancel ends a number for good; a cancel that comes too late answers what was booked", () => {
  const fixture = new RoomFixture();
  fixture.transfer({ kind: "cancel" });
  expect(fixture.answers()).toMatchObject([{ answer: "cancelled" }]);
  fixture.transfer({});
  expect(fixture.answers()).toMatchObject([
    { answer: "cancelled", payerBalanceCents: 100_000_000 },
  ]);
  fixture.transfer({ sequence: 2 as SequenceNumber, amountCents: asCents(5) });
  fixture.answers();
  fixture.transfer({ kind: "cancel", sequence: 2 as SequenceNumber });
  expect(fixture.answers()).toMatchObject([{ answer: "booked", amountCents: 5 }]);
});

test("a refusal on merit uses up the number", () => {
  const fixture = new RoomFixture();
  fixture.transfer({ payee: 80_000 as AccountId });
  expect(fixture.answers()).toMatchObject([{ answer: "unknown-payee" }]);
  fixture.transfer({ sequence: 2 as SequenceNumber });
  expect(fixture.answers()).toMatchObject([{ answer: "booked", sequence: 2 }]);
});

test("what no log takes is no refusal on merit, under a number that has ended neither", () => {
  const fixture = new RoomFixture();
  fixture.transfer({ amountCents: transferMaxCents });
  for (const amountCents of [asCents(0), asCents(transferMaxCents + 1)])
    fixture.transfer({ amountCents });
  const [booked, ...others] = fixture.answers().map(({ answer }) => answer);
  expect(booked).toBe("booked");
  expect(others).toEqual(["malformed", "malformed"]);
});

test("of two who ask at once with the same token one has opened the account, and the other hears that it was there", () => {
  const fixture = new RoomFixture();
  fixture.log.automatic = false;
  for (const id of [1, 2]) fixture.ask({ kind: "open", id, tokenHash: token, shard });
  fixture.log.commit();
  const answers = fixture.messages().filter((message) => message.kind === "opened");
  expect(answers.map(({ replayed }) => replayed)).toEqual([false, true]);
});

test("opening is idempotent by token, and its receipt verifies", () => {
  const fixture = new RoomFixture();
  const first = opened(fixture);
  const second = opened(fixture);
  expect(second.account).toBe(first.account);
  fixture.ask({ kind: "verify", id: 2, receipts: [first.receipt] });
  expect(fixture.messages().filter((message) => message.kind === "checked")).toMatchObject([
    { checks: ["verified"] },
  ]);
});

test("a forged receipt is forged, not missing; a genuine one that the log lacks is missing", () => {
  const fixture = new RoomFixture();
  const { receipt } = opened(fixture);
  const forged = { ...receipt, amountCents: receipt.amountCents + 1 };
  const other = new RoomFixture();
  other.passMs(500);
  fixture.ask({ kind: "verify", id: 1, receipts: [forged] });
  expect(fixture.messages().filter((message) => message.kind === "checked")).toMatchObject([
    { checks: ["forged"] },
  ]);
  other.ask({ kind: "verify", id: 1, receipts: [receipt] });
  expect(other.messages().filter((message) => message.kind === "checked")).toMatchObject([
    { checks: ["missing"] },
  ]);
});

test("a read is answered by the room that serves the account, with balance = funds - sent + received", () => {
  const fixture = new RoomFixture();
  const { account } = opened(fixture);
  fixture.transfer({ payee: account, amountCents: asCents(250) });
  fixture.transfer({ payer: account, payee: 0 as AccountId, amountCents: asCents(50) });
  fixture.ask({ kind: "read", id: 3, account });
  const read = fixture.messages().find((message) => message.kind === "read");
  expect(read).toMatchObject({
    account: { balanceCents: 100_000_200, sentCents: 50, receivedCents: 250, lastSequence: 1 },
  });
});

test("a read waits for everything that was acknowledged before it, and shows it", () => {
  const fixture = new RoomFixture();
  const { account } = opened(fixture);
  fixture.log.holdReads = true;
  fixture.ask({ kind: "read", id: 3, account });
  expect(fixture.messages().map(({ kind }) => kind)).not.toContain("read");
  // Of another room, whose payer has been told already.
  fixture.transfer({ payee: account, amountCents: asCents(250) });
  fixture.log.endReads({ kind: "applied", index: fixture.room.ledger.appliedIndex });
  const read = fixture.messages().find((message) => message.kind === "read");
  expect(read).toMatchObject({ account: { receivedCents: 250 } });
});

test("a read that no quorum can answer, or whose shard has gone meanwhile, is refused by name", () => {
  const fixture = new RoomFixture();
  const { account } = opened(fixture);
  fixture.log.holdReads = true;
  fixture.ask({ kind: "read", id: 1, account });
  fixture.log.endReads({ kind: "unavailable", reason: "no-leader" });
  fixture.ask({ kind: "read", id: 2, account });
  handAway(fixture);
  fixture.log.endReads({ kind: "applied", index: fixture.room.ledger.appliedIndex });
  const refused = fixture.messages().filter((message) => message.kind === "refused");
  expect(refused).toEqual([
    { kind: "refused", id: 1, refusal: "log-unavailable" },
    { kind: "refused", id: 2, refusal: "not-serving" },
  ]);
});

test("an account that is not here yet may have been opened elsewhere: it is unknown only after the read index", () => {
  const fixture = new RoomFixture();
  const { account } = opened(fixture);
  fixture.log.holdReads = true;
  fixture.ask({ kind: "read", id: 1, account: account + 1 });
  expect(fixture.messages().filter((message) => message.kind === "refused")).toEqual([]);
  fixture.log.endReads({ kind: "applied", index: 9 });
  expect(fixture.messages().filter((message) => message.kind === "refused")).toEqual([
    { kind: "refused", id: 1, refusal: "unknown-account" },
  ]);
});

test("a transfer, its late cancel and itself again in one entry: the feed tells one payment", () => {
  const fixture = new RoomFixture();
  fixture.ask({ kind: "subscribe", id: 1, after: 0 });
  fixture.messages();
  const payment = { amountCents: asCents(888) };
  fixture.transfer(
    payment,
    { kind: "cancel", payee: 0 as AccountId, amountCents: asCents(0) },
    payment,
  );
  const items = fixture
    .messages()
    .flatMap((message) => (message.kind === "feed" ? message.items : []));
  expect(items).toMatchObject([{ payer: 0, payee: 1, amountCents: 888, sequence: 1 }]);
});

test("the feed tells every booked transfer once, also behind an index that was seen before", () => {
  const fixture = new RoomFixture();
  fixture.ask({ kind: "subscribe", id: 1, after: 0 });
  fixture.messages();
  fixture.transfer({});
  fixture.transfer({});
  fixture.transfer({ sequence: 2 as SequenceNumber });
  const items = fixture
    .messages()
    .flatMap((message) => (message.kind === "feed" ? message.items : []));
  expect(items.map((item) => item.sequence)).toEqual([1, 2]);
  fixture.ask({ kind: "subscribe", id: 2, after: items[0]!.index });
  fixture.passMs(500);
  const again = fixture
    .messages()
    .flatMap((message) => (message.kind === "feed" ? message.items : []));
  expect(again.map((item) => item.sequence)).toEqual([2]);
});

test("garbage from a gateway is refused by name and changes nothing", () => {
  const fixture = new RoomFixture();
  const digest = fixture.room.ledger.digest();
  fixture.messages();
  for (const bytes of [
    [],
    [99],
    [frameKinds.transfers, 0, 9],
    [frameKinds.json, 123],
    [frameKinds.transferAnswers],
  ]) {
    fixture.room.receive(gateway, Uint8Array.from(bytes));
  }
  fixture.ask({ kind: "read", id: 1, account: -1 });
  const refusals = fixture.messages().filter((message) => message.kind === "refused");
  expect(refusals.map((message) => message.refusal)).toEqual(
    Array.from({ length: 6 }, () => "malformed"),
  );
  expect(fixture.room.ledger.digest()).toBe(digest);
});

test("the status tells funds that add up and every shard's owner", () => {
  const fixture = new RoomFixture();
  opened(fixture);
  const status = fixture.room.status();
  expect(status.funds.people).toEqual({
    accounts: 1,
    expectedCents: 100_000_000,
    actualCents: 100_000_000,
  });
  expect(status.shards).toHaveLength(defaultTopology.rooms.length * defaultTopology.shardsPerRoom);
  expect(status.accountsPerShard[shard]).toBe(1);
});

test("while a hall opens accounts a room tells of itself no oftener than it does anyway, and counts them all then", () => {
  const fixture = new RoomFixture();
  const told = () => fixture.messages().filter((message) => message.kind === "status");
  told();
  const count = 50;
  for (let at = 1; at <= count; at += 1) {
    const tokenHash = at.toString(16).padStart(64, "0");
    fixture.ask({ kind: "open", id: at, tokenHash, shard });
  }
  expect(fixture.room.status().accountsPerShard[shard]).toBe(count);
  expect(told()).toEqual([]);
  fixture.passMs(200);
  expect(told().at(-1)?.status.accountsPerShard[shard]).toBe(count);
});

test("what happens to rooms and shards is told at once", () => {
  const fixture = new RoomFixture();
  fixture.messages();
  handAway(fixture);
  fixture.runDeferred();
  const told = fixture.messages().filter((message) => message.kind === "status");
  expect(told).toHaveLength(1);
});

test("payments that a payload has too many of to list are in the feed's sum all the same", () => {
  const fixture = new RoomFixture();
  const { account } = opened(fixture);
  fixture.ask({ kind: "subscribe", id: 1, after: 0 });
  fixture.messages();
  const sums = (): (number | undefined)[] =>
    fixture.messages().flatMap((message) => (message.kind === "feed" ? [message.bookedByAll] : []));
  fixture.transfer({ payer: account, payee: 0 as AccountId });
  expect(sums()).toEqual([1]);
  const writer = new BatchWriter();
  for (let sequence = 2; sequence <= 602; sequence += 1)
    writer.transfer(account, 0, 1, sequence, 1, 1);
  fixture.log.inject(writer.finish());
  fixture.runDeferred();
  expect(sums()).toEqual([602]);
  // Of the house there is nobody in it.
  fixture.transfer({});
  expect(sums()).toEqual([602]);
});
