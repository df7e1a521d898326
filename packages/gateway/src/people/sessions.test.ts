import { expect, test } from "vitest";
import { Sessions, tellOutbox, type Session } from "./sessions.ts";

function session(lastSequence: number): Session {
  return {
    account: 300 as never,
    shard: 0 as never,
    connection: "connection-of-the-test",
    kept: 0,
    checking: 0,
    receipts: 0,
    lastSequence,
    partner: null,
    youngerThan: 0,
    synthetic: false,
  };
}

test("a phone's figures are taken as far as its account can have them", () => {
  const sessions = new Sessions();
  const mine = session(3);
  sessions.enter(mine);
  tellOutbox(mine, { kept: 2, checking: 1, receipts: 4 });
  expect(sessions.totals()).toEqual({ kept: 2, checking: 1, receipts: 4 });
  tellOutbox(mine, { kept: 100, checking: 100, receipts: 1_000_000 });
  expect(sessions.totals()).toEqual({ kept: 0, checking: 20, receipts: 4 });
});
