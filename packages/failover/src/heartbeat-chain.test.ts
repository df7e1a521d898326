import type { LogIndex } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { HeartbeatChain } from "./heartbeat-chain.ts";
import { paceProfiles } from "./pace-profiles.ts";

const pace = paceProfiles.keynote;
const at = (index: number): LogIndex => index as LogIndex;

/** A chain whose first heartbeat was sent at 0 and applied as entry 7. */
function startedChain(): HeartbeatChain {
  const chain = new HeartbeatChain();
  chain.applied(at(0));
  chain.leaderElected(0);
  expect(chain.send(pace, 0)).toEqual({ attempt: 1, predecessor: 0 });
  chain.applied(at(7));
  chain.ended(1, { kind: "committed", index: 7 }, pace, 3);
  return chain;
}

test("H1, H2: the next heartbeat names the last one, an interval later, one in flight at a time", () => {
  const chain = startedChain();
  expect(chain.send(pace, 99)).toBeNull();
  expect(chain.send(pace, 100)).toEqual({ attempt: 2, predecessor: 7 });
  expect(chain.send(pace, 200)).toBeNull();
  chain.applied(at(20));
  expect(chain.send(pace, 200)).toEqual({ attempt: 3, predecessor: 20 });
});

test("H2: a late one shifts the rhythm instead of being made up for", () => {
  const chain = startedChain();
  expect(chain.send(pace, 450)?.attempt).toBe(2);
  chain.applied(at(20));
  expect(chain.send(pace, 549)).toBeNull();
  expect(chain.send(pace, 550)?.attempt).toBe(3);
});

test("H2: one whose end nobody reports is sent again with the same predecessor", () => {
  const chain = startedChain();
  chain.send(pace, 100);
  expect(chain.wakeMs(pace)).toBe(300);
  expect(chain.send(pace, 299)).toBeNull();
  expect(chain.send(pace, 300)).toEqual({ attempt: 3, predecessor: 7 });
});

test("H2: an append that was refused for want of a leader waits an interval, an unknown one does not", () => {
  const chain = startedChain();
  chain.send(pace, 100);
  chain.ended(2, { kind: "unavailable" }, pace, 110);
  expect(chain.send(pace, 205)).toBeNull();
  expect(chain.send(pace, 210)?.attempt).toBe(3);
  chain.ended(3, { kind: "unknown" }, pace, 900);
  expect(chain.send(pace, 900)?.attempt).toBe(4);
});

test("H3: a room that could not commit for 1.2 s probes first, and lives once the probe has come back", () => {
  const chain = startedChain();
  expect(chain.send(pace, 1_301)).toEqual({ attempt: 2, predecessor: 0 });
  // Entries of before that reach it meanwhile are no reason to call itself alive.
  chain.applied(at(9));
  expect(chain.send(pace, 1_600)).toBeNull();
  chain.ended(2, { kind: "committed", index: 5_000 }, pace, 1_700);
  expect(chain.send(pace, 1_700)).toEqual({ attempt: 3, predecessor: 9 });
});

test("H3: a room of which every commit takes longer than that probes only, until one comes back sooner", () => {
  const chain = startedChain();
  let nowMs = 1_301;
  for (const tookMs of [1_500, 1_400, 1_350, 1_000]) {
    const sent = chain.send(pace, nowMs);
    expect(sent?.predecessor).toBe(0);
    nowMs += tookMs;
    chain.ended(sent!.attempt, { kind: "committed", index: nowMs }, pace, nowMs);
  }
  expect(chain.send(pace, nowMs)?.predecessor).toBe(7);
});

test("H3: a restarted room probes; one that never had a heartbeat need not", () => {
  const restarted = new HeartbeatChain();
  restarted.applied(at(44));
  restarted.leaderElected(0);
  expect(restarted.send(pace, 0)).toEqual({ attempt: 1, predecessor: 0 });
  expect(restarted.committedSentMs).toBeNull();
  // A probe that returns is refused by the state: it counts as no heartbeat.
  restarted.ended(1, { kind: "committed", index: 60 }, pace, 5);
  expect(restarted.committedSentMs).toBeNull();
});

test("H4: a new leader makes every room heartbeat at once, whatever was in flight", () => {
  const chain = startedChain();
  chain.send(pace, 100);
  chain.leaderElected(130);
  expect(chain.send(pace, 130)).toEqual({ attempt: 3, predecessor: 7 });
});

test("H5: the read lease counts from the sending of the very attempt that became the last heartbeat", () => {
  const chain = startedChain();
  expect(chain.committedSentMs).toBe(0);
  chain.send(pace, 100);
  chain.send(pace, 300);
  chain.applied(at(30));
  // The second copy won, or the first: only the index tells.
  chain.ended(3, { kind: "committed", index: 31 }, pace, 310);
  expect(chain.committedSentMs).toBe(0);
  chain.ended(2, { kind: "committed", index: 30 }, pace, 312);
  expect(chain.committedSentMs).toBe(100);
});

test("H5: an end that is reported before the state that shows it is remembered until then", () => {
  const chain = startedChain();
  chain.send(pace, 100);
  chain.ended(2, { kind: "committed", index: 30 }, pace, 105);
  expect(chain.committedSentMs).toBe(0);
  chain.applied(at(30));
  expect(chain.committedSentMs).toBe(100);
});

test("H5: a heartbeat of an earlier life of this process extends nothing", () => {
  const chain = new HeartbeatChain();
  chain.applied(at(0));
  chain.leaderElected(0);
  chain.applied(at(12));
  expect(chain.committedSentMs).toBeNull();
  chain.ended(99, { kind: "committed", index: 12 }, pace, 5);
  expect(chain.committedSentMs).toBeNull();
});
