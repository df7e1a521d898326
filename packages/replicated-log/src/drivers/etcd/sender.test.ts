import { expect, test } from "vitest";
import type { AppendOutcome, LogAlarm } from "../../port.ts";
import { keysBelow } from "./keys.ts";
import { LeaderWatch } from "./leader-watch.ts";
import { defaultEtcdLogLimits } from "./limits.ts";
import { Outbox } from "./outbox.ts";
import { Sender } from "./sender.ts";
import type { CreateOutcome, EtcdStore } from "./store.ts";

const limits = defaultEtcdLogLimits;
const keys = keysBelow("show/");

/** A sender whose store is played by the test: every attempt waits until it is answered. */
function senderWithAStore() {
  let others = 1;
  let alarm: LogAlarm | null = null;
  const term = 1;
  let [nowMs, applied, stored] = [0, 10, 10];
  let due: { atMs: number; run: () => void }[] = [];
  const attempts: {
    readonly key: string;
    readonly seenRevision: number;
    readonly answer: (outcome: CreateOutcome) => void;
  }[] = [];
  const timers = {
    now: () => nowMs,
    defer: (run: () => void): void => void due.push({ atMs: nowMs, run }),
    after: (delayMs: number, run: () => void) => {
      const timer = { atMs: nowMs + delayMs, run };
      due.push(timer);
      return () => (due = due.filter((each) => each !== timer));
    },
  };
  const store: EtcdStore = {
    status: (_, done) => done({ member: "a", leader: "a", term, revision: stored, alarm }),
    members: (_, done) => done(new Map([["room-0", "a"]])),
    prepare: (_replica, _timeoutMs, done) => done({ begin: 1, boot: 1 }),
    create: ({ key, seenRevision }, _, done) => {
      attempts.push({ key, seenRevision, answer: done });
      return () => undefined;
    },
    newest: () => undefined,
    watch: () => () => undefined,
    cut: () => undefined,
    moveLeader: () => undefined,
    close: () => undefined,
  };
  const outbox = new Outbox();
  const leaders = new LeaderWatch({
    store,
    memberNames: ["room-0"],
    timers,
    limits,
    changed: () => undefined,
  });
  const sender = new Sender({
    replica: 0,
    store,
    keys,
    outbox,
    leaders,
    timers,
    limits,
    appliedRevision: () => applied,
    mayBegin: () => others >= 1,
    again: () => undefined,
  });
  return {
    attempts,
    outbox,
    /** Time goes on, and everybody does what is due. */
    run: (ms: number): void => {
      const endMs = nowMs + ms;
      for (; nowMs <= endMs; nowMs += 5) {
        const now = due.filter(({ atMs }) => atMs <= nowMs);
        due = due.filter(({ atMs }) => atMs > nowMs);
        for (const { run } of now) run();
        sender.run(nowMs);
      }
    },
    /** Others write on. */
    storeGrows: (revisions: number): void => {
      stored += revisions;
      applied += revisions;
    },
    alarmIs: (raised: LogAlarm | null): void => {
      alarm = raised;
    },
    /** How an append that has waited in vain ends. */
    refusal: (): string => sender.refusal,
    othersAre: (count: number): void => {
      others = count;
    },
  };
}

const unknown: CreateOutcome = {
  kind: "failed",
  failure: { sent: true, reason: "unknown", detail: "deadline exceeded" },
};

test("an attempt of unknown outcome is repeated under its key and as old as it was first; once that is too old nobody knows", () => {
  const { attempts, outbox, run, storeGrows } = senderWithAStore();
  const outcomes: AppendOutcome[] = [];
  run(100);
  outbox.open(Uint8Array.of(1), 0, (outcome) => outcomes.push(outcome));
  run(100);
  expect(attempts).toHaveLength(1);
  attempts[0]!.answer(unknown);
  storeGrows(1_000);
  run(200);
  expect(attempts).toHaveLength(2);
  const [first, second] = attempts;
  // A younger age would let it be stored a second time, behind the deletion of the first.
  expect([second!.key, second!.seenRevision]).toEqual([first!.key, first!.seenRevision]);
  second!.answer({ kind: "too-old" });
  run(200);
  expect(outcomes).toEqual([{ kind: "unknown", reason: "timeout" }]);
  expect(attempts).toHaveLength(2);
});

test("an attempt that certainly was not stored may begin anew, as young as it is then", () => {
  const { attempts, outbox, run, storeGrows } = senderWithAStore();
  run(100);
  outbox.open(Uint8Array.of(1), 0, () => undefined);
  run(100);
  storeGrows(1_000);
  run(200);
  attempts[0]!.answer({ kind: "too-old" });
  run(200);
  expect(attempts).toHaveLength(2);
  expect(attempts[1]!.seenRevision).toBe(1_010);
});

test("a room that is alone with its member sends nothing before other rooms are there, and everything if they go again", () => {
  const { attempts, outbox, run, othersAre } = senderWithAStore();
  othersAre(0);
  run(100);
  outbox.open(Uint8Array.of(1), 0, () => undefined);
  run(500);
  expect(attempts).toHaveLength(0);
  othersAre(1);
  run(100);
  expect(attempts).toHaveLength(1);
  attempts[0]!.answer({ kind: "there" });
  othersAre(0);
  outbox.open(Uint8Array.of(2), 0, () => undefined);
  run(100);
  expect(attempts).toHaveLength(2);
});

test("while an alarm stands nothing is sent, so that whoever waits is told that nothing happened; once it is disarmed all goes on", () => {
  const { attempts, outbox, run, alarmIs, refusal } = senderWithAStore();
  const outcomes: AppendOutcome[] = [];
  run(100);
  alarmIs("no-space");
  run(200);
  outbox.open(Uint8Array.of(1), 300, (outcome) => outcomes.push(outcome));
  run(500);
  expect(attempts).toHaveLength(0);
  outbox.expire(1_000_000, limits.leaderWaitMs, limits.appendTimeoutMs, refusal() as "overloaded");
  expect(outcomes).toEqual([{ kind: "unavailable", reason: "overloaded" }]);
  outbox.open(Uint8Array.of(2), 800, (outcome) => outcomes.push(outcome));
  run(100);
  expect(attempts).toHaveLength(0);
  alarmIs(null);
  run(200);
  expect(attempts).toHaveLength(1);
});
