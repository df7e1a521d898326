import { asCents, type AccountId, type DialChange } from "@cablecut/protocol";
import { expect, test } from "vitest";
import type { Ledger } from "../ledger-api.ts";
import { commit, eventsOf, smallLedger } from "../testing/ledger-fixture.ts";

function adopted(): Ledger {
  const ledger = smallLedger();
  commit(ledger, { kind: "adopt-format" });
  return ledger;
}

const remove = (account: number, removed = true): DialChange => ({
  dial: "removed",
  value: { account: account as AccountId, removed },
});
const end = (n: number, expiresAtS: number): DialChange => ({
  dial: "endedSessions",
  value: { session: n.toString(16).padStart(16, "0"), expiresAtS },
});
const turn = (ledger: Ledger, ...changes: DialChange[]): string[] =>
  commit(ledger, ...changes.map((change) => ({ kind: "set-dial", change }) as const));

test("K1: every dial keeps its last value with the entry that set it, and 0 where nobody did", () => {
  const ledger = adopted();
  expect(Object.values(ledger.dials()).map(({ setAt }) => setAt)).toEqual(Array(10).fill(0));
  const cue: DialChange = { dial: "act", value: { act: "cue", amountCents: asCents(888) } };
  expect(eventsOf(ledger, { kind: "set-dial", change: cue })).toEqual([
    { index: 2, kind: "dial-set", change: cue },
  ]);
  turn(ledger, { dial: "doorsOpen", value: false }, { dial: "stageLanguages", value: "zh" });
  turn(ledger, { dial: "act", value: { act: "report" } }, { dial: "doorsOpen", value: true });
  expect(ledger.dials()).toMatchObject({
    act: { value: { act: "report" }, setAt: 4 },
    doorsOpen: { value: true, setAt: 4 },
    stageLanguages: { value: "zh", setAt: 3 },
    stageView: { value: "story", setAt: 0 },
  });
});

test("K1: closed doors and a pause are for gateways to keep: the ledger books and opens on", () => {
  const ledger = adopted();
  turn(ledger, { dial: "doorsOpen", value: false }, { dial: "paused", value: true });
  expect(
    commit(
      ledger,
      { kind: "open", tokenHash: "0a".repeat(32), shard: 0, epoch: 1 },
      {
        kind: "transfer",
        payer: 0,
        payee: 1,
        amount: 5,
        sequence: 1,
        payerEpoch: 1,
        payeeEpoch: 1,
      },
    ),
  ).toEqual(["applied", "booked"]);
});

test("K2: at most 4,096 attendees are removed; one more is refused, and letting one in makes room", () => {
  const ledger = adopted();
  for (let from = 0; from < 4_096; from += 1_024) {
    turn(ledger, ...Array.from({ length: 1_024 }, (_, n) => remove(from + n)));
  }
  expect(turn(ledger, remove(5_000), remove(7), remove(7, false), remove(5_000))).toEqual([
    "dials-full",
    "applied",
    "applied",
    "applied",
  ]);
  const { value, setAt } = ledger.dials().removed;
  expect([value.length, value.includes(7 as AccountId), value.at(-1)]).toEqual([
    4_096,
    false,
    5_000,
  ]);
  expect(setAt).toBe(ledger.appliedIndex);
  const restored = smallLedger();
  expect(restored.restore(ledger.snapshot())).toMatchObject({ ok: true });
  expect(restored.dials()).toEqual(ledger.dials());
});

test("K3: of more than 256 ended sessions the one that expires first gives way, be it the new one", () => {
  const ledger = adopted();
  turn(ledger, ...Array.from({ length: 256 }, (_, n) => end(n, 2_000_000_000 + ((n * 7) % 256))));
  const sessions = (): readonly string[] =>
    ledger.dials().endedSessions.value.map(({ session }) => session);
  const [first, second] = sessions();
  turn(ledger, end(1_000, 2_000_000_300));
  expect(sessions().includes(first!)).toBe(false);
  expect(sessions()[0]).toBe(second);
  turn(ledger, end(1_001, 1_999_999_999));
  expect(sessions()[0]).toBe(second);
  // Ended again with another expiry it stands there once.
  turn(ledger, end(1_000, 2 ** 40));
  expect(ledger.dials().endedSessions.value.at(-1)).toEqual(end(1_000, 2 ** 40).value);
  expect(new Set(sessions()).size).toBe(256);
});

test("D1: in format 2 the digest tells dials apart", () => {
  const digests = [
    [],
    [remove(1)],
    [remove(2)],
    [remove(1), remove(1, false)],
    [end(1, 5)],
    [end(1, 6)],
    [{ dial: "sound", value: true }],
    [{ dial: "sound", value: false }],
    [{ dial: "blank", value: true }],
  ].map((changes) => {
    const ledger = adopted();
    turn(ledger, ...(changes as DialChange[]));
    return ledger.digest();
  });
  expect(new Set(digests).size).toBe(digests.length);
});
