import { expect, test } from "vitest";
import { readEverywhere } from "./contract-suite.ts";
import { LogTrial } from "./testing/log-trial.ts";
import { VirtualCluster } from "./testing/virtual-cluster.ts";

test("the contract finds a follower that answers reads by itself", async () => {
  const cluster = new VirtualCluster({ replicas: 3, seed: 3 });
  const trial = new LogTrial(cluster);
  for (const id of trial.ids) await trial.start(id);
  for (const log of trial.logs) {
    log.readIndex = (done) => {
      const { appliedIndex: index } = log.status();
      queueMicrotask(() => done({ kind: "applied", index }));
    };
  }
  cluster.until = async (condition) => {
    await Promise.resolve();
    cluster.runUntil(condition, "an answer");
  };
  await expect(readEverywhere(trial)).rejects.toThrow("to deeply equal");
  expect(trial.staleReads[0]).toContain("acknowledged was");
});
