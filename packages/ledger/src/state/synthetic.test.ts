import { expect, test } from "vitest";
import {
  commit,
  eventsOf,
  handover,
  openIn,
  pay,
  smallLedger,
  syntheticHashOf,
} from "../testing/ledger-fixture.ts";

test("Y1, Y2: synthetic attendees are counted apart from people, by the first bit of the token hash", () => {
  const ledger = smallLedger();
  const person = openIn(ledger, 3, "lin");
  for (const [name, shard] of [
    ["one", 3],
    ["two", 3],
    ["three", 4],
  ] as const) {
    commit(ledger, { kind: "open", tokenHash: syntheticHashOf(name), shard, epoch: 1 });
  }
  expect([ledger.peopleIn(3), ledger.syntheticIn(3), ledger.syntheticIn(4)]).toEqual([1, 2, 1]);
  const [crowd, other] = [person + 1, person + 2];
  commit(ledger, pay(ledger, crowd, person, 700), pay(ledger, person, 0, 20));
  commit(ledger, pay(ledger, other, crowd, 5), pay(ledger, 0, other, 1), pay(ledger, 1, 0, 9));
  const { people, synthetic, house, ...all } = ledger.totals();
  expect(people).toMatchObject({ accounts: 1, actualCents: 100_000_680, bookedTransfers: 1 });
  expect(synthetic).toMatchObject({ accounts: 3, actualCents: 299_999_301, bookedTransfers: 2 });
  expect(house).toMatchObject({ accounts: 20, actualCents: 2_000_000_019, bookedTransfers: 2 });
  expect(all).toMatchObject({ accounts: 24, actualCents: all.expectedCents, bookedTransfers: 5 });
  expect(eventsOf(ledger, handover(ledger, 3, 1))[0]).toMatchObject({ accounts: 1 });
});

test("Y2: a restored ledger counts them anew", () => {
  const ledger = smallLedger();
  openIn(ledger, 0, "lin");
  commit(ledger, { kind: "open", tokenHash: syntheticHashOf("one"), shard: 0, epoch: 1 });
  commit(ledger, pay(ledger, 21, 20, 5));
  const restored = smallLedger();
  restored.restore(ledger.snapshot());
  expect(restored.totals()).toEqual(ledger.totals());
  expect([restored.peopleIn(0), restored.syntheticIn(0)]).toEqual([1, 1]);
  commit(restored, pay(restored, 21, 20, 5));
  expect(restored.recount().sound).toBe(true);
  expect(restored.totals().synthetic).toMatchObject({
    actualCents: 99_999_990,
    bookedTransfers: 2,
  });
});
