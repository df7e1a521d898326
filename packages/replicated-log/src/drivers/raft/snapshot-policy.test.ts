import { expect, test } from "vitest";
import { defaultRaftLogLimits } from "./limits.ts";
import { SnapshotPolicy } from "./snapshot-policy.ts";

const limits = {
  ...defaultRaftLogLimits,
  snapshotEveryBytes: 1000,
  snapshotEveryEntries: 10,
  keepEntriesMax: 4,
  keepBytesMax: 300,
};

test("a snapshot is due after so many entries or so many bytes, whichever comes first", () => {
  const policy = new SnapshotPolicy(limits, 100);
  policy.applied(109, 9);
  expect(policy.isDue).toBe(false);
  policy.applied(110, 1);
  expect(policy.isDue).toBe(true);
  policy.taken(110);
  expect(policy.isDue).toBe(false);
  policy.applied(112, 1000);
  expect(policy.isDue).toBe(true);
});

test("replicas take their snapshots one after the other", () => {
  const dueAt = [1, 0.6].map((firstShare) => {
    const policy = new SnapshotPolicy(limits, 0, firstShare);
    const indexes: number[] = [];
    for (let index = 1; index <= 30; index++) {
      policy.applied(index, 1);
      if (!policy.isDue) continue;
      indexes.push(index);
      policy.taken(index);
    }
    return indexes;
  });
  expect(dueAt).toEqual([
    [10, 20, 30],
    [6, 16, 26],
  ]);
});

test("a restart does not make a snapshot due at once, nor does an idle log", () => {
  const policy = new SnapshotPolicy(limits, 500);
  expect(policy.isDue).toBe(false);
});

test("below a snapshot a bounded number of entries and bytes is kept", () => {
  const byEntries = new SnapshotPolicy(limits, 0);
  for (let index = 1; index <= 20; index++) byEntries.applied(index, 1);
  expect(byEntries.compactTo(20)).toBe(16);
  const byBytes = new SnapshotPolicy(limits, 0);
  for (let index = 1; index <= 20; index++) byBytes.applied(index, 200);
  expect(byBytes.compactTo(20)).toBe(19);
});

test("what it remembers is bounded, and still exact to a small part of what is kept", () => {
  const policy = new SnapshotPolicy({ ...limits, keepEntriesMax: 10_000, keepBytesMax: 1e9 }, 0);
  for (let index = 1; index <= 100_000; index++) policy.applied(index, 1);
  expect(policy.compactTo(100_000)).toBeGreaterThanOrEqual(90_000);
  expect(policy.compactTo(100_000)).toBeLessThan(90_100);
  expect(policy.milestoneCount).toBeLessThanOrEqual(512);
});
