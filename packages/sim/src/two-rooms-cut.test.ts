import { expect, test } from "vitest";
import { paceProfiles } from "@cablecut/failover";
import type { Scenario } from "./scenarios.ts";
import { runSeed } from "./simulation.ts";

/** Both rooms of Hangzhou lose everything at once and stay away until the end of the trouble. */
const hangzhouIsCut: Scenario = {
  name: "Hangzhou is cut under load, then healed",
  pace: () => paceProfiles["full-speed"],
  everyMs: 1_000,
  act: (cluster) => {
    if (cluster.network.isSilent(0, 2)) return;
    cluster.note(() => "rooms 0, 1 are cut");
    for (const room of [0, 1]) cluster.network.isolate(room);
  },
};

test.each([1, 2, 3, 4, 5])(
  "two replicas cut under load, then healed: funds are whole, every number ended once, all agree (seed %i)",
  (seed) => {
    // What is checked at every step throws: conservation, exactly once against an independent model, one owner per
    // shard and epoch, reads that never go back, and Raft's own safety. Then everything is healed and must go on.
    const report = runSeed(seed, { scenario: hangzhouIsCut });
    expect(report.suspicions).toBeGreaterThanOrEqual(2);
    // Two shards a room in the simulated show: all four moved.
    expect(report.moves).toBeGreaterThanOrEqual(4);
    expect(report.booked).toBeGreaterThan(50);
  },
);
