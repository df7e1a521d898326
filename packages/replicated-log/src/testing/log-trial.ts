// Assertions of the contract suite, called from its tests.
/* oxlint-disable vitest/no-standalone-expect */
import { expect } from "vitest";
import type {
  AppendOutcome,
  LogConsumer,
  ReadIndexOutcome,
  ReplicaId,
  ReplicatedLog,
} from "../port.ts";
import { RecordingConsumer } from "./recording-consumer.ts";

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
  /**
   * Keeps one replica from hearing anything until `heal`, so that the others forget what it lacks; where isolation is not
   * enough for that, because the engine beside it remembers for longer.
   */
  leaveBehind?(replica: ReplicaId): void;
  heal(): void;
  /** Lets time pass until `condition` holds; throws, naming `what`, when it takes far too long. */
  until(condition: () => boolean, what: string): Promise<void>;
  /** Lets time pass, long enough for every open append to get its outcome. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const encoder = new TextEncoder();

/** One cluster with all replicas running, and the outcomes of everything that was appended. */
export class LogTrial {
  readonly cluster: LogCluster;
  readonly consumers: RecordingConsumer[] = [];
  readonly logs: ReplicatedLog[] = [];
  readonly outcomes = new Map<string, AppendOutcome>();
  readonly appended: string[] = [];
  /** Reads that did not include what had been acknowledged before them. */
  readonly staleReads: string[] = [];
  /** Appended at a replica that crashed before it answered. */
  readonly #abandoned = new Set<string>();
  readonly #openAt: Set<string>[] = [];

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
    this.consumers[id]!.crashed = true;
    for (const payload of this.#openAt[id] ?? []) this.#abandoned.add(payload);
    this.cluster.crash(id);
  }

  append(id: ReplicaId, payload: string): void {
    this.appended.push(payload);
    let returned = false;
    const consumer = this.consumers[id]!;
    const open = (this.#openAt[id] ??= new Set());
    open.add(payload);
    this.logs[id]!.append(encoder.encode(payload), (outcome) => {
      // Nobody waits for the answers of a replica that crashed.
      if (consumer.crashed) return;
      open.delete(payload);
      expect(returned).toBe(true);
      expect(this.outcomes.has(payload)).toBe(false);
      this.outcomes.set(payload, outcome);
      if (outcome.kind !== "committed") return;
      // Committed means applied here, at that index.
      expect(consumer.payloads[outcome.index - 1]).toBe(payload);
    });
    returned = true;
  }

  /**
   * Asks for a read index. Whatever was acknowledged before must be at or below it, and applied when the answer comes.
   */
  read(id: ReplicaId): { outcome: ReadIndexOutcome | null } {
    const consumer = this.consumers[id]!;
    const acknowledged = [...this.outcomes.values()];
    const floor = Math.max(
      0,
      ...acknowledged.map((outcome) => (outcome.kind === "committed" ? outcome.index : 0)),
    );
    const read: { outcome: ReadIndexOutcome | null } = { outcome: null };
    let returned = false;
    this.logs[id]!.readIndex((outcome) => {
      if (consumer.crashed) return;
      expect(returned).toBe(true);
      expect(read.outcome).toBeNull();
      read.outcome = outcome;
      if (outcome.kind !== "applied") return;
      if (outcome.index < floor || consumer.appliedIndex < outcome.index) {
        this.staleReads.push(
          `replica ${id} read ${outcome.index} at ${consumer.appliedIndex}, acknowledged was ${floor}`,
        );
      }
    });
    returned = true;
    return read;
  }

  /** Reads until it is answered: an election in between, as on a busy machine, makes a read unavailable. */
  async readOne(id: ReplicaId): Promise<void> {
    for (let attempt = 1; attempt <= 20; attempt++) {
      const read = this.read(id);
      await this.cluster.until(() => read.outcome !== null, `an answer to a read at ${id}`);
      if (read.outcome?.kind === "applied") return;
    }
    throw new Error(`replica ${id} never answered a read`);
  }

  /** It has no outcome although its replica did not crash. */
  mustBeAnswered(payload: string): boolean {
    return !this.outcomes.has(payload) && !this.#abandoned.has(payload);
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
