import { expect, test } from "vitest";
import { LeaderWatch } from "./leader-watch.ts";
import { defaultEtcdLogLimits } from "./limits.ts";
import type { EtcdStore, MemberStatus } from "./store.ts";

const { memberSilenceMs } = defaultEtcdLogLimits;
const status: MemberStatus = { member: "a", leader: "b", term: 3, revision: 9, alarm: null };

/** A watch whose member answers at once while `answers`, and never while it does not. */
function watchOfAMember() {
  let [nowMs, answers] = [0, true];
  let due: { atMs: number; run: () => void }[] = [];
  const after = (delayMs: number, run: () => void): (() => void) => {
    const timer = { atMs: nowMs + delayMs, run };
    due.push(timer);
    return () => (due = due.filter((each) => each !== timer));
  };
  const store: EtcdStore = {
    status: (timeoutMs, done) =>
      void after(answers ? 1 : timeoutMs, () => done(answers ? status : null)),
    members: (_, done) =>
      done(
        new Map([
          ["room-0", "a"],
          ["room-1", "b"],
        ]),
      ),
    prepare: () => undefined,
    create: () => () => undefined,
    newest: () => undefined,
    watch: () => () => undefined,
    cut: () => undefined,
    moveLeader: () => undefined,
    close: () => undefined,
  };
  const told: (number | null)[] = [];
  const watch = new LeaderWatch({
    store,
    memberNames: ["room-0", "room-1"],
    timers: { now: () => nowMs, defer: (run) => void after(0, run), after },
    limits: defaultEtcdLogLimits,
    changed: () => told.push(watch.leader),
  });
  return {
    watch,
    told,
    hang: (): void => void (answers = false),
    comeBack: (): void => void (answers = true),
    run: (ms: number): void => {
      for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 1) {
        const now = due.filter(({ atMs }) => atMs <= nowMs);
        due = due.filter(({ atMs }) => atMs > nowMs);
        for (const each of now) each.run();
      }
    },
  };
}

test("the leader is the room beside the member that leads", () => {
  const { watch, run } = watchOfAMember();
  run(200);
  expect([watch.leader, watch.term, watch.revision]).toEqual([1, 3, 9]);
});

test("a member that hangs knows nobody before long, and again somebody once it answers", () => {
  const { watch, run, hang, comeBack } = watchOfAMember();
  run(200);
  hang();
  run(3 * memberSilenceMs);
  expect([watch.leader, watch.isSilent]).toEqual([null, true]);
  comeBack();
  run(2 * memberSilenceMs);
  expect([watch.leader, watch.isSilent]).toEqual([1, false]);
});

test("a member that was not heard yet is not silent before it was asked in vain for long", () => {
  const { watch, told, run, hang, comeBack } = watchOfAMember();
  expect(watch.isSilent).toBe(false);
  hang();
  run(memberSilenceMs);
  expect([watch.isSilent, told]).toEqual([false, []]);
  run(2 * memberSilenceMs);
  expect([watch.isSilent, told]).toEqual([true, [null]]);
  comeBack();
  run(2 * memberSilenceMs);
  expect(watch.isSilent).toBe(false);
});

test("a member whose entries arrive again is not silent any more, though it has not said yet who leads", () => {
  const { watch, told, run, hang } = watchOfAMember();
  run(200);
  hang();
  run(3 * memberSilenceMs);
  told.length = 0;
  watch.heard(3, 10);
  expect([watch.isSilent, watch.leader, told]).toEqual([false, null, [null]]);
});

test("one question that is answered too late is no silence", () => {
  const { told, run, hang, comeBack } = watchOfAMember();
  run(200);
  told.length = 0;
  hang();
  run(memberSilenceMs);
  comeBack();
  run(2 * memberSilenceMs);
  expect(told).not.toContain(null);
});

test("a member whose entries arrive is there, however late it says who leads", () => {
  const { watch, told, run, hang } = watchOfAMember();
  run(200);
  told.length = 0;
  hang();
  for (let turn = 0; turn < 10; turn += 1) {
    run(memberSilenceMs / 2);
    watch.heard(3, 10 + turn);
  }
  expect(told).not.toContain(null);
});
