import { asCents, asLogIndex, openPaymentsMax, transferMaxCents } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { Sessions, tellOutbox, type Session } from "./sessions.ts";

function session(lastSequence: number): Session {
  return {
    account: 300 as never,
    shard: 0 as never,
    connection: "connection-of-the-test",
    kept: 0,
    keptCents: asCents(0),
    checking: 0,
    receipts: 0,
    told: false,
    visit: null,
    enteredAsOf: asLogIndex(0),
    lastSequence,
    partner: null,
    openedAt: null,
    synthetic: false,
  };
}

test("a phone's figures are taken as far as its account can have them", () => {
  const sessions = new Sessions();
  const mine = session(3);
  sessions.enter(mine);
  expect(sessions.totals().peopleTold).toBe(0);
  tellOutbox(mine, { kept: 2, keptCents: asCents(1_776), checking: 1, receipts: 4 });
  expect(sessions.totals()).toEqual({ kept: 2, keptCents: 1_776, checking: 1, peopleTold: 1 });
  expect(mine.receipts).toBe(4);
  const much = asCents(openPaymentsMax * transferMaxCents);
  tellOutbox(mine, { kept: 3, keptCents: much, checking: 0, receipts: 1_000_000 });
  expect(sessions.totals()).toMatchObject({ kept: 3, keptCents: 3 * transferMaxCents });
  expect(mine.receipts).toBe(4);
  tellOutbox(mine, { kept: 100, keptCents: much, checking: 100, receipts: 0 });
  expect(sessions.totals()).toMatchObject({ kept: 0, keptCents: 0, checking: 20 });
});
