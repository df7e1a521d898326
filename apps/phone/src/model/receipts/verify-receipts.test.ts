import {
  asCents,
  type AccountId,
  type InFlight,
  type LogIndex,
  type Receipt,
  type RoomIndex,
  type SequenceNumber,
  type VerifyAnswer,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { initialPhoneState } from "../phone-state.ts";
import type { GatewayLine } from "../session/gateway-line.ts";
import { addReceipt, countChecks, emptyReceipts, type Verification } from "./receipt-book.ts";
import { createReceiptVerifier } from "./verify-receipts.ts";

function receipt(sequence: number): Receipt {
  return {
    account: 1 as AccountId,
    sequence: sequence as SequenceNumber,
    payee: 2 as AccountId,
    amountCents: asCents(888),
    result: "booked",
    index: (100 + sequence) as LogIndex,
    chain: "0".repeat(16),
    mac: "0".repeat(32),
  };
}

const underWay: InFlight = { sequence: 1, sentBeforeMs: 0, end: "booked", endedAfterMs: 900 };

function verifierWith(
  answers: (VerifyAnswer | null)[],
  verification: Verification = { kind: "none" },
) {
  const timers: { delayMs: number; run: () => void }[] = [];
  const asked: number[] = [];
  const told: (readonly InFlight[] | undefined)[] = [];
  const store = createStore(() => ({
    ...initialPhoneState(true, true),
    verification,
    receipts: [0, 1, 2].map(receipt).reduce(addReceipt, emptyReceipts),
  }));
  const line = {
    ask: (_name: string, input: { receipts: readonly Receipt[]; inFlight?: InFlight[] }) => {
      asked.push(input.receipts.length);
      told.push(input.inFlight);
      return Promise.resolve(answers.shift() ?? null);
    },
  } as unknown as GatewayLine;
  const verifier = createReceiptVerifier({
    store,
    line,
    nowMs: () => 10_000,
    wallMs: () => 1_000,
    random: () => 0.5,
    inFlightAt: (atMs) => (atMs < 5_000 ? null : [{ ...underWay, sentBeforeMs: atMs }]),
    later(delayMs, run) {
      const timer = { delayMs, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
    },
  });
  return {
    store,
    verifier,
    asked,
    told,
    timers,
    async fire() {
      timers.shift()?.run();
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    },
  };
}
const room = 2 as RoomIndex;
const sealed = {
  incident: 1,
  checks: { verified: 2, missing: 1, forged: 0, archived: 0, "not-yet": 0 },
  seal: "5a".repeat(32),
};

test("waits its turn, then asks for all receipts and keeps what the room said", async () => {
  const phone = verifierWith([
    { ok: true, room, sealed, checks: ["verified", "verified", "missing"] },
  ]);
  phone.verifier.request(1, 4_000);
  expect(phone.timers[0]?.delayMs).toBe(2_000);
  expect(phone.store.getState().verification.kind).toBe("waiting");
  await phone.fire();
  const { verification } = phone.store.getState();
  if (verification.kind !== "done") throw new Error(verification.kind);
  expect(countChecks(verification.result)).toMatchObject({ verified: 2, missing: 1, asked: 3 });
  // For whichever gateway it enters next.
  expect(verification.result.sealed).toEqual(sealed);
  // A gateway of an earlier build says no time.
  expect(verification.result.wallMs).toBe(1_000);
});

test("a phone's clock that is years off dates no receipt: it is the show's day and time that is kept with them", async () => {
  const atMs = Date.UTC(2018, 8, 20, 6);
  const checks = ["verified", "verified", "verified"] as const;
  const phone = verifierWith([{ ok: true, room, sealed, checks, atMs }]);
  phone.verifier.request(1, 0);
  await phone.fire();
  expect(phone.store.getState().verification).toMatchObject({ result: { wallMs: atMs } });
});

test("not yet, no answer and switching are asked again, always with all of them", async () => {
  const phone = verifierWith([
    { ok: true, room, sealed, checks: ["verified", "verified", "not-yet"] },
    null,
    { ok: false, refusal: "switching" },
    { ok: true, room, sealed, checks: ["verified", "verified", "verified"] },
  ]);
  phone.verifier.request(1, 0);
  for (let turn = 0; turn < 4; turn += 1) {
    expect(phone.store.getState().verification.kind).not.toBe("done");
    await phone.fire();
  }
  expect(phone.asked).toEqual([3, 3, 3, 3]);
  expect(phone.store.getState().verification.kind).toBe("done");
  expect(phone.timers).toEqual([]);
});

test("reloaded in the middle of it: goes on once the line is open", async () => {
  const phone = verifierWith(
    [{ ok: true, room, sealed, checks: ["verified", "verified", "verified"] }],
    {
      kind: "asking",
      incident: 3,
    },
  );
  phone.verifier.resume();
  await phone.fire();
  expect(phone.store.getState().verification).toMatchObject({
    kind: "done",
    result: { incident: 3 },
  });
});

test("the book of receipts is bounded like that of the rooms, and counts on", () => {
  const book = Array.from({ length: 40 }, (_, sequence) => receipt(sequence)).reduce(
    addReceipt,
    emptyReceipts,
  );
  expect([book.receipts.length, book.total, book.receipts[0]?.sequence]).toEqual([32, 40, 8]);
  expect(addReceipt(book, receipt(39))).toBe(book);
});

test("tells what was under way when the incident began, on its own clock, and nothing where it cannot", async () => {
  const answer = { ok: true, room, sealed, checks: ["verified", "verified", "verified"] } as const;
  const phone = verifierWith([answer, answer, answer]);
  for (const startedAgoMs of [4_000, 6_000, undefined]) {
    phone.verifier.request(1, 0, startedAgoMs);
    await phone.fire();
  }
  expect(phone.told).toEqual([[{ ...underWay, sentBeforeMs: 6_000 }], undefined, undefined]);
});

test("with the checks is kept which room the account left in that incident, and none of an earlier one", async () => {
  const checks = ["verified", "verified", "verified"] as const;
  const answer = { ok: true, room, sealed, checks } as const;
  const phone = verifierWith([answer, answer]);
  const { episode } = phone.store.getState();
  const left = { room: 1 as RoomIndex, incident: 1 };
  phone.store.setState({ episode: { ...episode, left } });
  for (const [incident, kept] of [
    [1, 1],
    [2, undefined],
  ] as const) {
    phone.verifier.request(incident, 0);
    await phone.fire();
    const { verification } = phone.store.getState();
    expect(verification.kind === "done" && verification.result.left).toBe(kept);
  }
});

test("where the log counts the rooms of one cut one by one, the room that was left in the first is kept with the last", async () => {
  const checks = ["verified", "verified", "verified"] as const;
  const phone = verifierWith([{ ok: true, room, sealed, checks }]);
  const { episode } = phone.store.getState();
  const left = { room: 0 as RoomIndex, incident: 1 };
  phone.store.setState({ episode: { ...episode, left, servedBy: room } });
  phone.verifier.request(2, 0);
  await phone.fire();
  const { verification } = phone.store.getState();
  expect(verification.kind === "done" && verification.result.left).toBe(0);
});
