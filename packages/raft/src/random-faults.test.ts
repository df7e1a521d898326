import { seededRandom } from "@cablecut/seeded-random";
import { expect, test } from "vitest";
import { FaultCluster } from "./testing/fault-cluster.ts";

const seeds = Number(process.env["RAFT_SEEDS"] ?? 200);
const firstSeed = Number(process.env["RAFT_FIRST_SEED"] ?? 1);
let disksLost = 0;
let readsAnswered = 0;

/** Replay one: RAFT_FIRST_SEED=<seed> RAFT_SEEDS=1 npx vitest run packages/raft/src/random-faults.test.ts */
test(`${seeds} seeded runs with loss, duplication, reordering, partitions, crashes and lost disks`, () => {
  const failures: string[] = [];
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    const violation = violationOf(seed);
    if (violation !== null) failures.push(`seed ${seed}: ${violation}`);
  }
  expect(failures).toEqual([]);
  expect(disksLost).toBeGreaterThan(seeds < 20 ? -1 : seeds / 2);
  expect(readsAnswered).toBeGreaterThan(10 * seeds);
}, 600_000);

function violationOf(seed: number): string | null {
  try {
    return run(seed);
  } catch (error) {
    return String(error);
  }
}

/** Four seconds of faults, then everything is healed and must converge. Throws on a violation of safety. */
function run(seed: number): string | null {
  const choose = seededRandom(seed * 7919);
  const nodeCount = seed % 4 === 0 ? 3 : 5;
  const cluster = new FaultCluster(seed, nodeCount, {
    loss: choose() < 0.3 ? 0 : choose() * 0.3,
    duplication: choose() * 0.2,
    delayMaxMs: 2 + choose() * 60,
    writeMaxMs: choose() * (choose() < 0.3 ? 400 : 80),
  });
  // Some runs lose many unfinished writes, so that a promise made too early does not go unpunished.
  const crashes = choose() < 0.3 ? 0.05 : 0.01;
  const losses = choose() < 0.5 ? 0.2 * crashes : 0;
  // In some one node at a time is alone, long enough for the others to elect another and to go on.
  const alone = choose() < 0.3;
  for (let step = 0; step < 800; step++) {
    disturb(cluster, choose, { crashes, alone });
    if (step % 4 === 0) cluster.read((step / 4) % nodeCount);
    if (choose() < losses) cluster.loseDisk(Math.floor(choose() * nodeCount));
    cluster.advance();
    if (step % 50 === 0) {
      cluster.checkLogMatching();
      cluster.checkDurability();
    }
  }
  heal(cluster);
  const before = cluster.committedCount;
  for (let step = 0; step < 2000; step++) {
    if (step % 20 === 0 && step < 1600) cluster.propose(step % nodeCount);
    cluster.advance();
  }
  cluster.checkLogMatching();
  cluster.checkDurability();
  disksLost += cluster.disksLost;
  readsAnswered += cluster.readsAnswered;
  if (cluster.committedCount === before) return "makes no progress";
  return cluster.converged ? null : "does not converge";
}

function disturb(
  cluster: FaultCluster,
  choose: () => number,
  { crashes, alone }: { readonly crashes: number; readonly alone: boolean },
): void {
  const nodeCount = cluster.replicas.length;
  const someone = (): number => Math.floor(choose() * nodeCount);
  if (choose() < crashes) cluster.crash(someone());
  if (choose() < 2 * crashes) restartOne(cluster, someone());
  const dice = choose();
  if (dice < 0.4) cluster.propose(someone());
  else if (alone && dice < 0.42) {
    if (cluster.cut.size === 0) isolate(cluster, cluster.leader ?? someone());
    else if (dice < 0.405) cluster.cut.clear();
  } else if (alone && dice < 0.47) return;
  else if (dice < 0.44) cut(cluster, someone(), someone(), choose() < 0.5);
  else if (dice < 0.45) isolate(cluster, someone());
  else if (dice < 0.47) cluster.cut.clear();
  else if (dice < 0.5) snapshot(cluster, someone(), Math.floor(choose() * 10));
  else if (dice < 0.505) transfer(cluster, someone(), someone());
}

function restartOne(cluster: FaultCluster, id: number): void {
  if (cluster.replicas[id]?.running === false) cluster.restart(id);
}

function cut(cluster: FaultCluster, from: number, to: number, bothWays: boolean): void {
  cluster.cut.add(`${from}>${to}`);
  if (bothWays) cluster.cut.add(`${to}>${from}`);
}

function isolate(cluster: FaultCluster, id: number): void {
  for (let other = 0; other < cluster.replicas.length; other++) cut(cluster, id, other, true);
}

function snapshot(cluster: FaultCluster, id: number, keepEntries: number): void {
  const replica = cluster.replicas[id];
  if (replica?.running === true) replica.node.snapshot(keepEntries);
}

function transfer(cluster: FaultCluster, id: number, to: number): void {
  const replica = cluster.replicas[id];
  if (replica?.running !== true) return;
  replica.node.core.step(cluster.nowMs, { kind: "transferLeadership", to });
}

function heal(cluster: FaultCluster): void {
  cluster.cut.clear();
  cluster.hostility = { loss: 0, duplication: 0, delayMaxMs: 2, writeMaxMs: 5 };
  for (const [id, replica] of cluster.replicas.entries()) {
    if (!replica.running) cluster.restart(id);
  }
}
