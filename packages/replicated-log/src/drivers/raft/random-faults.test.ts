import { seededRandom } from "@cablecut/seeded-random";
import { expect, test } from "vitest";
import { LogTrial } from "../../testing/log-trial.ts";
import { VirtualCluster } from "../../testing/virtual-cluster.ts";

let readsAnswered = 0;

/** Faults at random, then peace: every promise of the port must have been kept, and the log must work again. */
async function trialOf(seed: number): Promise<void> {
  const random = seededRandom(seed);
  const pick = (count: number): number => Math.floor(random() * count);
  const replicas = random() < 0.5 ? 3 : 5;
  const limits = {
    snapshotEveryEntries: 20 + pick(60),
    keepEntriesMax: pick(20),
    openAppendsMax: 60,
  };
  const cluster = new VirtualCluster({
    replicas,
    seed,
    limits,
    raft: { applyEntriesMax: 1 + pick(20) },
  });
  const trial = new LogTrial(cluster);
  for (const id of trial.ids) await trial.start(id);
  const down = new Set<number>();
  const reads: ReturnType<LogTrial["read"]>[] = [];
  let appended = 0;
  for (let step = 0; step < 60; step++) {
    for (let count = pick(12); count > 0; count--) {
      const id = pick(replicas);
      if (!down.has(id)) trial.append(id, `${appended++} from ${id}`);
    }
    for (let count = pick(4); count > 0; count--) {
      const id = pick(replicas);
      if (!down.has(id)) reads.push(trial.read(id));
    }
    const dice = pick(20);
    const id = pick(replicas);
    if (dice === 0 && !down.has(id)) {
      trial.crash(id);
      down.add(id);
    } else if (dice <= 2 && down.size > 0) {
      const [first] = down;
      down.delete(first!);
      await trial.start(first!);
    } else if (dice === 3) cluster.isolate([id]);
    else if (dice <= 5) cluster.heal();
    else if (dice === 6) cluster.conditions = { ...cluster.conditions, loss: random() * 0.2 };
    else if (dice === 7) cluster.conditions = { ...cluster.conditions, delayMaxMs: random() * 40 };
    else if (dice === 8) cluster.conditions = { ...cluster.conditions, writeMaxMs: random() * 60 };
    else if (dice === 10 && cluster.loseDisk(id)) {
      trial.crash(id);
      down.add(id);
    } else if (dice === 9 && !down.has(id)) trial.logs[id]!.transferLeadership(pick(replicas));
    cluster.pass(random() * 200);
  }
  cluster.heal();
  cluster.conditions = { loss: 0, delayMinMs: 0.1, delayMaxMs: 1, writeMinMs: 0.1, writeMaxMs: 1 };
  for (const id of down) await trial.start(id);
  await cluster.settle();
  await trial.agree();
  const recovered = (): boolean => trial.logs.every((log) => !log.status().recovering);
  await cluster.until(recovered, "all replicas to recover");
  trial.expectPromisesKept();
  const silent = trial.appended.filter((payload) => trial.mustBeAnswered(payload));
  expect(silent).toEqual([]);
  expect(trial.staleReads).toEqual([]);
  readsAnswered += reads.filter(({ outcome }) => outcome?.kind === "applied").length;
  expect(cluster.refused).toEqual([]);
}

test("promises are kept through crashes, lost disks, partitions, loss, delay and slow disks", async () => {
  const first = Number(process.env["CABLECUT_SEED"] ?? 1);
  const count = Number(process.env["CABLECUT_SEEDS"] ?? (process.env["CABLECUT_SEED"] ? 1 : 60));
  for (let seed = first; seed < first + count; seed++) {
    const failure = await trialOf(seed).then(
      () => null,
      (error: unknown) => error,
    );
    const replay = `CABLECUT_SEED=${seed} npx vitest run packages/replicated-log/src/drivers/raft/random-faults.test.ts`;
    expect([replay, failure]).toEqual([replay, null]);
  }
  expect(readsAnswered).toBeGreaterThan(20 * count);
});
