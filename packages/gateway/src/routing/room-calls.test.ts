import type { RoomIndex } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { AwakeClock, tickMs } from "../awake-clock.ts";
import { RoomCalls, type CallOutcome } from "./room-calls.ts";

function calls({ reachable = true, random = 0 } = {}) {
  const awake = new AwakeClock();
  let nowMs = 0;
  awake.tick(nowMs);
  const sent: { id: number; kind: string }[] = [];
  const made = new RoomCalls(
    {
      encodeText: (text) => new TextEncoder().encode(text),
      toRoom: (_, bytes) => {
        if (reachable) sent.push(JSON.parse(new TextDecoder().decode(bytes.subarray(1))));
        return reachable;
      },
      random: () => random,
    },
    awake,
  );
  const outcomes: CallOutcome[] = [];
  return {
    made,
    sent,
    outcomes,
    ask: () => made.call(0 as RoomIndex, { kind: "audit" }, (outcome) => outcomes.push(outcome)),
    pass: (ms: number): void => {
      for (let passed = 0; passed < ms; passed += tickMs) {
        nowMs += tickMs;
        awake.tick(nowMs);
        made.tick();
      }
    },
    sleep: (ms: number): void => {
      nowMs += ms;
      awake.tick(nowMs);
      made.tick();
    },
  };
}

test("an answer finds its question by its id, once", () => {
  const { made, sent, outcomes, ask } = calls();
  ask();
  ask();
  const found = { kind: "found", id: sent[1]!.id, account: null } as const;
  made.answered(found);
  made.answered(found);
  expect(outcomes).toEqual([found]);
});

test("what a gateway was asked before it was killed answers no question of the one after it", () => {
  const before = calls({ random: 0.25 });
  const after = calls({ random: 0.75 });
  for (const { ask } of [before, after]) ask();
  after.made.answered({ kind: "found", id: before.sent[0]!.id, account: null });
  expect(after.outcomes).toEqual([]);
});

test("ids are safe integers, whatever the random number", () => {
  const { ask, sent } = calls({ random: 1 - 2 ** -53 });
  ask();
  ask();
  expect(sent.map(({ id }) => Number.isSafeInteger(id))).toEqual([true, true]);
  expect(sent[1]!.id).toBe(sent[0]!.id + 1);
});

test("a question that nobody answers ends after two seconds of awake time, however long the process slept", () => {
  const { outcomes, ask, pass, sleep } = calls();
  ask();
  pass(1_000);
  sleep(60_000);
  expect(outcomes).toEqual([]);
  pass(850);
  expect(outcomes).toEqual([]);
  pass(100);
  expect(outcomes).toEqual([{ kind: "no-answer" }]);
});

test("a room that cannot be reached was certainly not asked", () => {
  const { outcomes, ask } = calls({ reachable: false });
  ask();
  expect(outcomes).toEqual([{ kind: "not-sent", reason: "unreachable" }]);
});

test("20,000 questions wait at most; one more is refused by name, and the first to end makes room", () => {
  const { made, sent, outcomes, ask } = calls();
  for (let open = 0; open < 20_000; open += 1) ask();
  ask();
  expect(outcomes).toEqual([{ kind: "not-sent", reason: "too-many-calls" }]);
  made.answered({ kind: "found", id: sent[0]!.id, account: null });
  ask();
  expect(outcomes).toHaveLength(2);
});

test("a gateway that closes leaves nobody waiting", () => {
  const { made, outcomes, ask } = calls();
  ask();
  made.close();
  expect(outcomes).toEqual([{ kind: "no-answer" }]);
});
