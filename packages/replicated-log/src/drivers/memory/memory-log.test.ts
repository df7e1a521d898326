import { expect, test } from "vitest";
import { describeLogContract } from "../../contract-suite.ts";
import type { LogCluster } from "../../testing/log-trial.ts";
import { RecordingConsumer } from "../../testing/recording-consumer.ts";
import { MemoryCluster } from "./memory-log.ts";

function clusterUnderTest(replicas: number): LogCluster {
  const defer = (task: () => void): void => void setImmediate(task);
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const cluster = new MemoryCluster({
    replicas,
    delivery: "immediate",
    defer,
    snapshotBehindEntries: 60,
    openAppendsMax: 300,
  });
  return {
    replicas,
    start: async (replica, consumer) => cluster.start(replica, consumer),
    crash: (replica) => cluster.crash(replica),
    isolate: (ids) => cluster.isolate(ids),
    heal: () => cluster.heal(),
    until: async (condition, what) => {
      for (let turns = 0; !condition(); turns++) {
        if (turns > 1000) throw new Error(`waited in vain for ${what}`);
        await turn();
      }
    },
    settle: turn,
    close: async () => undefined,
  };
}

for (const replicas of [3, 5]) {
  describeLogContract(`memory, ${replicas} replicas`, () => clusterUnderTest(replicas), {
    snapshotEveryEntries: 60,
    oversizedBytes: 1024 * 1024 + 1,
    overloadAppends: 400,
  });
}

test("with manual delivery nothing is in the log before `deliver`", () => {
  const tasks: (() => void)[] = [];
  const cluster = new MemoryCluster({
    replicas: 1,
    delivery: "manual",
    defer: (task) => tasks.push(task),
  });
  const consumer = new RecordingConsumer();
  const log = cluster.start(0, consumer);
  const outcomes: unknown[] = [];
  log.append(new TextEncoder().encode("one"), (outcome) => outcomes.push(outcome));
  expect([outcomes, consumer.payloads, tasks]).toEqual([[], [], []]);
  cluster.deliver();
  expect(outcomes).toEqual([{ kind: "committed", index: 1 }]);
  expect(consumer.payloads).toEqual(["one"]);
});
