import { paceProfiles } from "@cablecut/failover";
import { expect, test } from "vitest";
import { healEverything, isolate } from "./world/nemesis.ts";
import type { Scenario } from "./scenarios.ts";
import { runSeed } from "./simulation.ts";

/** Trouble that is written out, act by act. */
function story(name: string, everyMs: number, acts: readonly Scenario["act"][]): Scenario {
  let next = 0;
  return {
    name,
    sparesGateways: true,
    pace: () => paceProfiles["full-speed"],
    everyMs,
    act: (cluster, prng) => acts[next++]?.(cluster, prng),
  };
}

test("two rooms are cut under load, their shards move, they come back: all is conserved, once", () => {
  for (let seed = 1; seed <= 4; seed += 1) {
    const report = runSeed(seed, {
      scenario: story("the show's own cut", 1_400, [
        (cluster) => isolate(cluster, [0, 1]),
        () => undefined,
        (cluster) => healEverything(cluster),
      ]),
    });
    expect(report.counts.suspicions).toBe(2);
    expect(report.counts["shards failed over"]).toBe(4);
    expect(report.counts["transfers booked"]).toBeGreaterThan(50);
  }
});

test("the leader and one more room are cut: the others go on", () => {
  for (let seed = 1; seed <= 4; seed += 1) {
    const report = runSeed(seed, {
      scenario: story("leader and another", 2_000, [
        (cluster) => {
          const leader = cluster.leader()!;
          isolate(cluster, [leader, (leader + 1) % 5]);
        },
      ]),
    });
    expect(report.counts.suspicions).toBe(2);
    expect(report.counts["shards failed over"]).toBe(4);
  }
});

test("three rooms are cut: nothing is decided, nothing lost, and it goes on when they return", () => {
  for (let seed = 1; seed <= 4; seed += 1) {
    const report = runSeed(seed, {
      scenario: story("quorum lost", 2_000, [(cluster) => isolate(cluster, [0, 1, 2])]),
    });
    expect(report.counts.suspicions).toBe(0);
    expect(report.counts["shards failed over"]).toBe(0);
  }
});

test("one room after the other", () => {
  for (let seed = 1; seed <= 4; seed += 1) {
    const report = runSeed(seed, {
      scenario: story("one after the other", 1_300, [
        (cluster) => isolate(cluster, [0]),
        (cluster) => isolate(cluster, [3]),
      ]),
    });
    expect(report.counts.suspicions).toBe(2);
    // Room 3 may have got one of room 0's shards in the meantime, and loses it again.
    expect(report.counts["shards failed over"]).toBeGreaterThanOrEqual(4);
  }
});

test("all five rooms crash at once and start again from their disks", () => {
  for (let seed = 1; seed <= 4; seed += 1) {
    const report = runSeed(seed, {
      scenario: story("power cut", 1_000, [
        (cluster) => {
          for (const room of cluster.rooms) room.crash();
        },
        (cluster) => {
          for (const room of cluster.rooms) room.start();
        },
      ]),
    });
    expect(report.counts["shards failed over"]).toBe(0);
  }
});

test("two rooms are cut and a third is deaf to the leader: the leader goes, and payments go on", () => {
  for (let seed = 1; seed <= 4; seed += 1) {
    runSeed(seed, {
      scenario: story("deaf to the leader", 500, [
        (cluster) => {
          const leader = cluster.leader()!;
          cluster.network.silence(leader, (leader + 1) % 5);
          isolate(cluster, [(leader + 2) % 5, (leader + 3) % 5]);
          cluster.pass(2_000);
          const { booked } = cluster.ledger;
          cluster.pass(1_000);
          expect(cluster.leader()).not.toBe(leader);
          expect(cluster.ledger.booked).toBeGreaterThan(booked + 5);
        },
      ]),
    });
  }
});
