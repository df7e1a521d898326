import { describe, expect, test } from "vitest";
import type { AppendOutcome } from "./port.ts";
import { LogTrial } from "./testing/log-trial.ts";
import type { LogCluster } from "./testing/log-trial.ts";

export interface ContractOptions {
  /** Entries after which the driver must have taken a snapshot and compacted the log. */
  readonly snapshotEveryEntries: number;
  /** Larger than any payload the driver takes. */
  readonly oversizedBytes: number;
  /** Appends of 1 KiB that cannot all be open at one replica. */
  readonly overloadAppends: number;
}

async function onCluster(
  create: () => LogCluster | Promise<LogCluster>,
  run: (trial: LogTrial) => Promise<void>,
): Promise<void> {
  const cluster = await create();
  try {
    const trial = new LogTrial(cluster);
    for (const id of trial.ids) await trial.start(id);
    await run(trial);
  } finally {
    await cluster.close();
  }
}

/** Registers the tests that every driver of the port must pass. */
export function describeLogContract(
  driver: string,
  create: () => LogCluster | Promise<LogCluster>,
  options: ContractOptions,
): void {
  const contract: Contract = (name, run) => {
    // The assertions are in `run`, and the titles below.
    // oxlint-disable-next-line vitest/expect-expect, vitest/valid-title
    test(name, () => onCluster(create, run));
  };

  describe(`the contract of the log: ${driver}`, () => {
    orderTests(contract);
    durabilityTests(contract, options);
    partitionTests(contract);
    readTests(contract);
    refusalTests(contract, options);
  });
}

type Contract = (name: string, run: (trial: LogTrial) => Promise<void>) => void;

function orderTests(contract: Contract): void {
  contract(
    "every replica takes appends, and all see them in one order without gaps",
    async (trial) => {
      await trial.agree();
      const payloads = Array.from({ length: 20 * trial.ids.length }, (_, at) => `payload ${at}`);
      for (const [at, payload] of payloads.entries()) trial.append(at % trial.ids.length, payload);
      await trial.allAnswered(payloads);
      for (const payload of payloads) expect(trial.kind(payload)).toBe("committed");
      await trial.agree();
      trial.expectPromisesKept();
    },
  );

  contract("appends of one replica keep their order as long as the leader stays", async (trial) => {
    await trial.commitOne(1, "the first");
    const payloads = Array.from({ length: 100 }, (_, at) => `ordered ${at}`);
    for (const payload of payloads) trial.append(1, payload);
    await trial.allAnswered(payloads);
    const seen = trial.consumers[1]!.payloads.filter((payload) => payload.startsWith("ordered"));
    expect(seen).toEqual(payloads);
  });

  contract("the payload may be written to after the call", async (trial) => {
    await trial.commitOne(0, "the first");
    const bytes = new TextEncoder().encode("original");
    let outcome: AppendOutcome | null = null;
    trial.logs[0]!.append(bytes, (result) => (outcome = result));
    bytes.fill(0);
    await trial.cluster.until(() => outcome !== null, "an outcome");
    expect(trial.consumers[0]!.count("original")).toBe(1);
  });

  contract(
    "the leader hands over when it is asked to, and everybody hears of it",
    async (trial) => {
      await trial.agree();
      const leader = await trial.leader();
      const next = trial.ids.find((id) => id !== leader)!;
      trial.logs[leader]!.transferLeadership(next);
      const known = (): boolean => trial.consumers.every((consumer) => consumer.leader === next);
      await trial.cluster.until(known, "the new leader to be known");
      await trial.agree();
      trial.expectPromisesKept();
    },
  );

  contract("status tells indexes that fit what was applied", async (trial) => {
    await trial.agree();
    await trial.commitMany(0, "entry", 10);
    await trial.agree();
    for (const id of trial.ids) {
      const status = trial.logs[id]!.status();
      expect(status.appliedIndex).toBe(trial.consumers[id]!.appliedIndex);
      expect(status.commitIndex).toBeGreaterThanOrEqual(status.appliedIndex);
      expect(status.lastIndex).toBeGreaterThanOrEqual(status.commitIndex);
      expect(status.leader).toBe(trial.consumers[id]!.leader);
    }
    const leader = await trial.leader();
    expect(trial.logs[leader]!.status().peers).toHaveLength(trial.cluster.replicas - 1);
  });
}

function durabilityTests(contract: Contract, options: ContractOptions): void {
  contract("a replica that restarts finds everything again and goes on", async (trial) => {
    await trial.agree();
    await trial.commitMany(0, "before", 30);
    for (const id of trial.ids) {
      trial.crash(id);
      await trial.start(id);
      await trial.commitOne(id, `after the restart of ${id}`);
    }
    await trial.agree();
    trial.expectPromisesKept();
  });

  contract("what was acknowledged survives the crash of all replicas at once", async (trial) => {
    await trial.commitOne(2, "the first");
    for (let at = 0; at < 40; at++) trial.append(at % trial.cluster.replicas, `in flight ${at}`);
    const some = (): boolean => trial.outcomes.size > 10;
    await trial.cluster.until(some, "some outcomes");
    for (const id of trial.ids) trial.crash(id);
    for (const id of trial.ids) await trial.start(id);
    await trial.agree();
    trial.expectPromisesKept();
  });

  contract("a replica that lags far behind catches up by a snapshot", async (trial) => {
    await trial.agree();
    const leader = await trial.leader();
    const lagging = trial.ids.find((id) => id !== leader)!;
    if (trial.cluster.leaveBehind === undefined) trial.cluster.isolate([lagging]);
    else trial.cluster.leaveBehind(lagging);
    const before = trial.consumers[lagging]!.restores;
    await trial.commitMany(leader, "while it was away", 3 * options.snapshotEveryEntries);
    const forgotten = (): boolean =>
      trial.logs[leader]!.status().firstIndex > trial.consumers[lagging]!.appliedIndex + 1;
    await trial.cluster.until(forgotten, "the leader to forget what the lagging replica needs");
    trial.cluster.heal();
    await trial.agree();
    expect(trial.consumers[lagging]!.restores).toBeGreaterThan(before);
    trial.expectPromisesKept();
  });

  contract(
    "a restart after snapshots begins with the newest and what came after",
    async (trial) => {
      await trial.agree();
      await trial.commitMany(0, "entry", 3 * options.snapshotEveryEntries + 5);
      await trial.agree();
      for (const id of trial.ids) trial.crash(id);
      for (const id of trial.ids) await trial.start(id);
      await trial.agree();
      for (const consumer of trial.consumers) expect(consumer.count("entry 0")).toBe(1);
      trial.expectPromisesKept();
    },
  );
}

function partitionTests(contract: Contract): void {
  contract("a minority commits nothing, the majority goes on", async (trial) => {
    await trial.agree();
    const leader = await trial.leader();
    const minoritySize = Math.floor((trial.cluster.replicas - 1) / 2);
    const minority = trial.ids.filter((id) => id !== leader).slice(0, minoritySize);
    trial.cluster.isolate(minority);
    const lost = minority.map((id) => `into the void from ${id}`);
    for (const [at, id] of minority.entries()) trial.append(id, lost[at]!);
    await trial.commitOne(leader, "the majority works");
    await trial.cluster.settle();
    for (const payload of lost) expect(["unavailable", "unknown"]).toContain(trial.kind(payload));
    trial.cluster.heal();
    await trial.agree();
    trial.expectPromisesKept();
  });

  contract("an isolated leader commits nothing more; the others elect another", async (trial) => {
    await trial.agree();
    const leader = await trial.leader();
    trial.cluster.isolate([leader]);
    for (let at = 0; at < 10; at++) trial.append(leader, `to the isolated leader ${at}`);
    const other = trial.ids.find((id) => id !== leader)!;
    await trial.commitOne(other, "under the new leader");
    await trial.cluster.settle();
    for (const [payload, outcome] of trial.outcomes) {
      if (payload.startsWith("to the isolated")) expect(outcome.kind).not.toBe("committed");
    }
    trial.cluster.heal();
    await trial.agree();
    trial.expectPromisesKept();
  });

  contract(
    "without a quorum nothing is committed, and nothing is lost when it returns",
    async (trial) => {
      await trial.agree();
      await trial.commitMany(0, "before", 20);
      const majority = trial.ids.slice(0, Math.floor(trial.cluster.replicas / 2) + 1);
      for (const id of majority) trial.cluster.isolate([id]);
      // Each of them alone: `isolate` cuts them from the others, the crash of one of them from each other.
      for (const id of majority.slice(1)) trial.crash(id);
      for (const id of [majority[0]!, trial.ids.at(-1)!])
        trial.append(id, `without a quorum from ${id}`);
      await trial.cluster.settle();
      for (const id of [majority[0]!, trial.ids.at(-1)!]) {
        expect(trial.kind(`without a quorum from ${id}`)).not.toBe("committed");
      }
      trial.cluster.heal();
      for (const id of majority.slice(1)) await trial.start(id);
      await trial.agree();
      trial.expectPromisesKept();
    },
  );
}

/** Every replica is asked the moment that any other has acknowledged something; the answers must include it. */
export async function readEverywhere(trial: LogTrial): Promise<void> {
  await trial.agree();
  for (let round = 0; round < 5; round++) {
    for (const id of trial.ids) {
      await trial.commitOne(id, `payment ${round} at ${id}`);
      await Promise.all(trial.ids.map((reader) => trial.readOne(reader)));
    }
  }
  expect(trial.staleReads).toEqual([]);
}

function readTests(contract: Contract): void {
  contract("a read at any replica includes what was acknowledged at another", readEverywhere);

  contract("a minority reads nothing, a former leader in it neither", async (trial) => {
    await trial.agree();
    const leader = await trial.leader();
    const minoritySize = Math.floor((trial.cluster.replicas - 1) / 2);
    const others = trial.ids.filter((id) => id !== leader);
    const minority = [leader, ...others.slice(0, minoritySize - 1)];
    trial.cluster.isolate(minority);
    const reads = minority.map((id) => trial.read(id));
    await trial.commitOne(others.at(-1)!, "under another leader");
    reads.push(...minority.map((id) => trial.read(id)));
    await trial.cluster.settle();
    for (const { outcome } of reads) expect(outcome?.kind).toBe("unavailable");
    trial.cluster.heal();
    await readEverywhere(trial);
  });

  contract("exactly a quorum is enough to read", async (trial) => {
    await trial.agree();
    const leader = await trial.leader();
    const minoritySize = Math.floor((trial.cluster.replicas - 1) / 2);
    const away = trial.ids.filter((id) => id !== leader).slice(0, minoritySize);
    trial.cluster.isolate(away);
    await trial.commitOne(leader, "while some are away");
    const left = trial.ids.filter((id) => !away.includes(id));
    const reads = left.map((id) => trial.read(id));
    const answered = (): boolean => reads.every(({ outcome }) => outcome !== null);
    await trial.cluster.until(answered, "the reads to be answered");
    for (const { outcome } of reads) expect(outcome?.kind).toBe("applied");
    expect(trial.staleReads).toEqual([]);
  });

  contract("a read that waits while the log changes hands is answered", async (trial) => {
    await trial.agree();
    const leader = await trial.leader();
    const next = trial.ids.find((id) => id !== leader)!;
    trial.logs[leader]!.transferLeadership(next);
    const reads = trial.ids.map((id) => trial.read(id));
    const answered = (): boolean => reads.every(({ outcome }) => outcome !== null);
    await trial.cluster.until(answered, "the reads to be answered");
    for (const { outcome } of reads) expect(outcome?.kind).toBe("applied");
    expect(trial.staleReads).toEqual([]);
  });

  contract("a stopped log answers the reads that wait, and takes none", async (trial) => {
    await trial.agree();
    const open = trial.read(1);
    trial.logs[1]!.stop(() => undefined);
    trial.consumers[1]!.silenced = true;
    const late = trial.read(1);
    const answered = (): boolean => open.outcome !== null && late.outcome !== null;
    await trial.cluster.until(answered, "the reads to be answered");
    expect(late.outcome).toEqual({ kind: "unavailable", reason: "stopped" });
    expect(open.outcome?.kind).toBe("unavailable");
  });
}

function refusalTests(contract: Contract, options: ContractOptions): void {
  contract("a payload that is too large is refused by name and harms nothing", async (trial) => {
    await trial.commitOne(0, "the first");
    const payload = "x".repeat(options.oversizedBytes);
    trial.append(0, payload);
    await trial.allAnswered([payload]);
    expect(trial.outcomes.get(payload)).toEqual({
      kind: "unavailable",
      reason: "payload-too-large",
    });
    expect(() => trial.logs[0]!.append(new Uint8Array(0), () => undefined)).toThrow(RangeError);
    await trial.agree();
    trial.expectPromisesKept();
  });

  contract("more open appends than there is room for are refused by name", async (trial) => {
    await trial.commitOne(0, "the first");
    const payloads = Array.from(
      { length: options.overloadAppends },
      (_, at) => `${at} ${"x".repeat(1000)}`,
    );
    for (const payload of payloads) trial.append(0, payload);
    await trial.allAnswered(payloads);
    const overloaded = payloads.filter((payload) => trial.kind(payload) === "unavailable");
    expect(overloaded.length).toBeGreaterThan(0);
    expect(trial.outcomes.get(overloaded[0]!)).toEqual({
      kind: "unavailable",
      reason: "overloaded",
    });
    expect(overloaded.length).toBeLessThan(payloads.length);
    await trial.agree();
    for (const consumer of trial.consumers) {
      const applied = new Set(consumer.payloads);
      expect(overloaded.filter((payload) => applied.has(payload))).toEqual([]);
    }
  });

  contract(
    "a stopped log answers everything open, applies nothing more and takes nothing",
    async (trial) => {
      await trial.commitOne(0, "the first");
      for (let at = 0; at < 10; at++) trial.append(1, `open at the stop ${at}`);
      let stopped = false;
      trial.logs[1]!.stop(() => (stopped = true));
      trial.consumers[1]!.silenced = true;
      trial.append(1, "after the stop");
      await trial.cluster.until(() => stopped, "the log to stop");
      let stoppedAgain = false;
      trial.logs[1]!.stop(() => (stoppedAgain = true));
      await trial.cluster.until(() => stoppedAgain, "the second stop to be answered");
      await trial.allAnswered(trial.appended);
      expect(trial.outcomes.get("after the stop")).toEqual({
        kind: "unavailable",
        reason: "stopped",
      });
      for (let at = 0; at < 10; at++) {
        expect(["unknown", "unavailable"]).toContain(trial.kind(`open at the stop ${at}`));
      }
      expect(trial.logs[1]!.status().role).toBe("stopped");
      const others = trial.ids.filter((id) => id !== 1);
      await trial.agree(others);
      trial.expectPromisesKept(others);
    },
  );
}
