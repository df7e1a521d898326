import { describe, expect, test } from "vitest";
import type { AppendOutcome, LogConsumer, ReplicaId, ReplicatedLog } from "./port.ts";
import { RecordingConsumer } from "./testing/recording-consumer.ts";

/** A driver under test: replicas that can be started, crashed and cut off from each other. */
export interface LogCluster {
  /** At least three. */
  readonly replicas: number;
  /** Starts a replica, or starts it again from what it had on stable storage. */
  start(replica: ReplicaId, consumer: LogConsumer): Promise<ReplicatedLog>;
  /** As a loss of power would: what was not on stable storage is gone. */
  crash(replica: ReplicaId): void;
  /** Silence between these replicas and all others, both ways. */
  isolate(replicas: readonly ReplicaId[]): void;
  heal(): void;
  /** Lets time pass until `condition` holds; throws, naming `what`, when it takes far too long. */
  until(condition: () => boolean, what: string): Promise<void>;
  /** Lets time pass, long enough for every open append to get its outcome. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface ContractOptions {
  /** Entries after which the driver must have taken a snapshot and compacted the log. */
  readonly snapshotEveryEntries: number;
  /** Larger than any payload the driver takes. */
  readonly oversizedBytes: number;
  /** Appends of 1 KiB that cannot all be open at one replica. */
  readonly overloadAppends: number;
}

const encoder = new TextEncoder();

/** One cluster with all replicas running, and the outcomes of everything that was appended. */
class Trial {
  readonly cluster: LogCluster;
  readonly consumers: RecordingConsumer[] = [];
  readonly logs: ReplicatedLog[] = [];
  readonly outcomes = new Map<string, AppendOutcome>();
  readonly appended: string[] = [];

  constructor(cluster: LogCluster) {
    this.cluster = cluster;
  }

  get ids(): ReplicaId[] {
    return Array.from({ length: this.cluster.replicas }, (_, id) => id);
  }

  async start(id: ReplicaId): Promise<void> {
    const consumer = new RecordingConsumer();
    this.consumers[id] = consumer;
    this.logs[id] = await this.cluster.start(id, consumer);
  }

  crash(id: ReplicaId): void {
    this.consumers[id]!.silenced = true;
    this.cluster.crash(id);
  }

  append(id: ReplicaId, payload: string): void {
    this.appended.push(payload);
    let returned = false;
    this.logs[id]!.append(encoder.encode(payload), (outcome) => {
      expect(returned).toBe(true);
      expect(this.outcomes.has(payload)).toBe(false);
      this.outcomes.set(payload, outcome);
      if (outcome.kind !== "committed") return;
      // Committed means applied here, at that index.
      expect(this.consumers[id]!.payloads[outcome.index - 1]).toBe(payload);
    });
    returned = true;
  }

  kind(payload: string): string | undefined {
    return this.outcomes.get(payload)?.kind;
  }

  /** Appends until one is committed: the log works from here. Returns that payload. */
  async commitOne(id: ReplicaId, name: string): Promise<string> {
    for (let attempt = 1; attempt <= 20; attempt++) {
      const payload = `${name}, attempt ${attempt}`;
      this.append(id, payload);
      await this.cluster.until(() => this.outcomes.has(payload), `an outcome of ${payload}`);
      if (this.kind(payload) === "committed") return payload;
    }
    throw new Error(`${name} was never committed`);
  }

  async commitMany(id: ReplicaId, name: string, count: number): Promise<void> {
    for (let done = 0; done < count;) {
      const wave = Math.min(50, count - done);
      const payloads = Array.from({ length: wave }, (_, at) => `${name} ${done + at}`);
      for (const payload of payloads) this.append(id, payload);
      await this.allAnswered(payloads);
      for (const payload of payloads) expect(this.kind(payload)).toBe("committed");
      done += wave;
    }
  }

  async allAnswered(payloads: readonly string[]): Promise<void> {
    const answered = (): boolean => payloads.every((payload) => this.outcomes.has(payload));
    await this.cluster.until(answered, `outcomes of ${payloads.length} appends`);
  }

  async leader(): Promise<ReplicaId> {
    const leaders = (): ReplicaId[] =>
      this.ids.filter((id) => this.logs[id]!.status().role === "leader");
    await this.cluster.until(() => leaders().length === 1, "one leader");
    return leaders()[0]!;
  }

  /** All replicas have applied the same log. */
  async agree(ids: readonly ReplicaId[] = this.ids): Promise<void> {
    const together = await this.commitOne(ids[0]!, `marker ${this.appended.length}`);
    const all = (): boolean => ids.every((id) => this.consumers[id]!.count(together) === 1);
    await this.cluster.until(all, "all replicas to catch up");
    const shortest = Math.min(...ids.map((id) => this.consumers[id]!.appliedIndex));
    const first = this.consumers[ids[0]!]!.payloads.slice(0, shortest);
    for (const id of ids) expect(this.consumers[id]!.payloads.slice(0, shortest)).toEqual(first);
  }

  /** What every outcome promises, on every replica: call after `agree`. */
  expectPromisesKept(ids: readonly ReplicaId[] = this.ids): void {
    for (const id of ids) {
      const { payloads } = this.consumers[id]!;
      const counts = new Map<string, number>();
      for (const payload of payloads) counts.set(payload, (counts.get(payload) ?? 0) + 1);
      for (const [payload, outcome] of this.outcomes) {
        const count = counts.get(payload) ?? 0;
        if (outcome.kind === "committed") {
          expect([payload, count, payloads[outcome.index - 1]]).toEqual([payload, 1, payload]);
        } else if (outcome.kind === "unavailable") expect([payload, count]).toEqual([payload, 0]);
        else expect(count).toBeLessThanOrEqual(1);
      }
      for (const payload of counts.keys()) {
        if (payload !== "") expect(this.appended).toContain(payload);
      }
    }
  }
}

async function onCluster(
  create: () => LogCluster | Promise<LogCluster>,
  use: (trial: Trial) => Promise<void>,
): Promise<void> {
  const cluster = await create();
  try {
    const trial = new Trial(cluster);
    for (const id of trial.ids) await trial.start(id);
    await use(trial);
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
  const contract = (name: string, use: (trial: Trial) => Promise<void>): void =>
    test(name, () => onCluster(create, use));

  describe(`the contract of the log: ${driver}`, () => {
    orderTests(contract);
    durabilityTests(contract, options);
    partitionTests(contract);
    refusalTests(contract, options);
  });
}

type Contract = (name: string, use: (trial: Trial) => Promise<void>) => void;

function orderTests(contract: Contract): void {
  contract(
    "every replica takes appends, and all see them in one order without gaps",
    async (trial) => {
      await trial.commitOne(0, "the first");
      for (let round = 0; round < 20; round++) {
        for (const id of trial.ids) trial.append(id, `${round} from ${id}`);
      }
      await trial.allAnswered(trial.appended);
      for (const payload of trial.appended) expect(trial.kind(payload)).toBe("committed");
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
    const bytes = encoder.encode("original");
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
    trial.cluster.isolate([lagging]);
    const before = trial.consumers[lagging]!.restores;
    await trial.commitMany(leader, "while it was away", 3 * options.snapshotEveryEntries);
    trial.cluster.heal();
    await trial.agree();
    expect(trial.consumers[lagging]!.restores).toBe(before + 1);
    trial.expectPromisesKept();
  });

  contract(
    "a restart after snapshots begins with the newest and what came after",
    async (trial) => {
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
