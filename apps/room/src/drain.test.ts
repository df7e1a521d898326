import { expect, test } from "vitest";
import { drained, type Draining } from "./drain.ts";

type Role = ReturnType<Draining["log"]>["role"];

/** A room with a log in a test's hands; every pause is a step of it. */
function room(of: { role: Role; unanswered: number; peers?: readonly [number, number][] }) {
  const state = {
    role: of.role,
    unanswered: of.unanswered,
    taking: true,
    handedTo: -1,
    pausedMs: 0,
    /** Every pause takes so much longer. */
    lateMs: 0,
  };
  let onPause: () => void = () => undefined;
  return {
    state,
    each: (step: () => void) => (onPause = step),
    clock: {
      nowMs: () => state.pausedMs,
      pause: async (ms: number): Promise<void> => {
        state.pausedMs += ms + state.lateMs;
        onPause();
      },
    },
    draining: {
      drain: () => (state.taking = false),
      unanswered: () => state.unanswered,
      log: () => ({
        role: state.role,
        peers: (of.peers ?? []).map(([replica, matchIndex]) => ({ replica, matchIndex })),
      }),
      transferLeadership: (to) => (state.handedTo = to),
    } satisfies Draining,
  };
}

test("nothing new is taken, and what was taken is waited for", async () => {
  const busy = room({ role: "follower", unanswered: 3 });
  busy.each(() => (busy.state.unanswered -= 1));
  expect(await drained(busy.draining, busy.clock)).toBe("drained");
  expect(busy.state).toMatchObject({ taking: false, unanswered: 0, handedTo: -1 });
});

test("a leader hands over to the room that has most of the log, and waits until it has", async () => {
  const leader = room({
    role: "leader",
    unanswered: 0,
    peers: [
      [1, 40],
      [2, 90],
      [3, 89],
    ],
  });
  leader.each(() => {
    if (leader.state.pausedMs >= 50) leader.state.role = "follower";
  });
  expect(await drained(leader.draining, leader.clock)).toBe("drained");
  expect(leader.state).toMatchObject({ handedTo: 2, pausedMs: 50 });
});

test("a room that is cut off is not waited for longer than half a second", async () => {
  const dark = room({ role: "leader", unanswered: 7, peers: [[1, 5]] });
  expect(await drained(dark.draining, dark.clock)).toBe("gave-up");
  expect(dark.state).toMatchObject({ pausedMs: 500, taking: false });
});

test("on a busy machine, where every pause takes longer, it is waited for no longer", async () => {
  const dark = room({ role: "leader", unanswered: 7, peers: [[1, 5]] });
  dark.state.lateMs = 45;
  expect(await drained(dark.draining, dark.clock)).toBe("gave-up");
  expect(dark.state.pausedMs).toBe(500);
});

test("a leader that owes nobody an answer waits for its successor only as long as handing over takes", async () => {
  const last = room({ role: "leader", unanswered: 0, peers: [[1, 5]] });
  expect(await drained(last.draining, last.clock)).toBe("gave-up");
  expect(last.state.pausedMs).toBe(150);
});

test("a room that has nothing to finish stops at once", async () => {
  const idle = room({ role: "follower", unanswered: 0 });
  expect(await drained(idle.draining, idle.clock)).toBe("drained");
  expect(idle.state.pausedMs).toBe(0);
});
