import {
  acts,
  asCents,
  dialNames,
  stageLanguageChoices,
  stageViews,
  type AccountId,
  type DialChange,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { commit, smallLedger } from "../testing/ledger-fixture.ts";
import { encodeRaw } from "../testing/raw-payload.ts";
import { BatchWriter } from "./batch-writer.ts";

const onOff = ["doorsOpen", "blank", "headCountHidden", "paused", "sound"] as const;
const session = "0123456789abcdef";
/** Every value of every dial, of those with many one. */
const everyValue: readonly DialChange[] = [
  ...acts.map((act): DialChange => {
    const value = act === "cue" ? { act, amountCents: asCents(888) } : { act };
    return { dial: "act", value };
  }),
  ...onOff.flatMap((dial): DialChange[] => [
    { dial, value: true },
    { dial, value: false },
  ]),
  ...stageLanguageChoices.map((value): DialChange => ({ dial: "stageLanguages", value })),
  ...stageViews.map((value): DialChange => ({ dial: "stageView", value })),
  { dial: "removed", value: { account: 205 as AccountId, removed: true } },
  { dial: "removed", value: { account: 205 as AccountId, removed: false } },
  { dial: "endedSessions", value: { session, expiresAtS: 2 ** 33 } },
];

test("every dial is among these", () => {
  expect(new Set(everyValue.map(({ dial }) => dial))).toEqual(new Set(dialNames));
});

/** What the ledger says after that entry. */
function saidOf({ dial, value }: DialChange, setAt: number) {
  if (dial === "removed") return { value: value.removed ? [value.account] : [], setAt };
  return { value: dial === "endedSessions" ? [value] : value, setAt };
}

test.each(everyValue)(
  "B1, K1, D3: a dial has the bytes that are described, and is what was set, also behind a snapshot: %j",
  (change) => {
    const writer = new BatchWriter();
    expect(writer.setDial(change)).toBeNull();
    expect([...writer.finish()]).toEqual([...encodeRaw([{ kind: "set-dial", change }])]);
    const ledger = smallLedger();
    commit(ledger, { kind: "adopt-format" });
    // Turned from another value, so that it is not merely what it was in the beginning.
    for (const each of everyValue)
      if (each.dial === change.dial) commit(ledger, { kind: "set-dial", change: each });
    commit(ledger, { kind: "set-dial", change });
    const restored = smallLedger();
    expect(restored.restore(ledger.snapshot())).toMatchObject({ ok: true });
    for (const one of [ledger, restored])
      expect(one.dials()[change.dial]).toEqual(saidOf(change, ledger.appliedIndex));
  },
);
