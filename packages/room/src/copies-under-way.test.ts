import { BatchWriter } from "@cablecut/ledger";
import { asCents, type TransferRequest } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { shard, token } from "./testing/opened-account.ts";
import { RoomFixture } from "./testing/room-fixture.ts";

/*
 * Each payload that the room proposes is one append, and they come to their ends one by one: the oldest is given up while
 * a later one, with another copy of the same number, is still under way.
 */

const noLeader = { kind: "unavailable", reason: "no-leader" } as const;
const timeout = { kind: "unknown", reason: "timeout" } as const;
const first = { amountCents: asCents(100) };
const second = { amountCents: asCents(200) };
const cancel = { kind: "cancel", payee: 0, amountCents: asCents(0) } as Partial<TransferRequest>;

/** Every request in a payload of its own. */
function underWay(...requests: readonly Partial<TransferRequest>[]): RoomFixture {
  const fixture = new RoomFixture();
  fixture.log.automatic = false;
  for (const request of requests) fixture.transfer(request);
  fixture.answers();
  return fixture;
}

test.each([
  { earlier: "another payload", requests: [first, second], booked: 200 },
  { earlier: "a cancel", requests: [cancel, first], booked: 100 },
])("whoever asks after $earlier is not told that nothing was booked, and then it is", (scene) => {
  for (const outcome of [noLeader, timeout]) {
    const fixture = underWay(...scene.requests);
    fixture.log.endOldest(outcome);
    expect(fixture.answers()).toEqual([]);
    fixture.log.commit();
    expect(fixture.answers()).toMatchObject([{ answer: "booked", amountCents: scene.booked }]);
  }
});

test("nor is whoever asks for the same again after its cancel, by the end of the first copy or of the cancel", () => {
  const fixture = underWay(first, cancel, first);
  fixture.log.endOldest(noLeader);
  fixture.log.endOldest(noLeader);
  expect(fixture.answers()).toEqual([]);
  fixture.log.commit();
  expect(fixture.answers()).toMatchObject([{ answer: "booked", amountCents: 100 }]);
});

test("of several copies the asker is told what became of the one that was proposed for it", () => {
  const fixture = underWay(first, second);
  fixture.log.endOldest(timeout);
  fixture.log.endOldest(noLeader);
  expect(fixture.answers()).toMatchObject([{ answer: "log-unavailable", amountCents: 200 }]);
});

test("a copy that did nothing says nothing of a later one of the same payload", () => {
  const gap = { ...first, sequence: 2 } as Partial<TransferRequest>;
  const fixture = underWay(gap, { ...cancel, sequence: 2 } as Partial<TransferRequest>, gap);
  fixture.log.commitOldest();
  expect(fixture.answers()).toEqual([]);
  fixture.log.commit();
  expect(fixture.answers()).toMatchObject([{ answer: "sequence-gap", sequence: 2 }]);
});

test("an opening that is asked for again is not refused by the end of an earlier one", () => {
  const fixture = underWay();
  const open = (id: number): void => fixture.ask({ kind: "open", id, tokenHash: token, shard });
  const answers = () =>
    fixture.messages().filter(({ kind }) => kind === "opened" || kind === "refused");
  open(1);
  // Another room's copy of it is applied: whoever waited has an answer, and whoever asks now waits for a record of its own.
  const copy = new BatchWriter();
  copy.open(token, shard, 1);
  fixture.log.inject(copy.finish());
  expect(answers()).toMatchObject([{ kind: "opened", id: 1 }]);
  open(2);
  fixture.log.endOldest(noLeader);
  expect(answers()).toEqual([]);
  fixture.log.commit();
  expect(answers()).toMatchObject([{ kind: "opened", id: 2, replayed: true }]);
});
