import { seededRandom } from "@cablecut/seeded-random";
import type { LogCluster } from "./log-trial.ts";
import type { RaftLogLimits } from "../drivers/raft/limits.ts";
import type { Timers } from "../drivers/raft/ports.ts";
import { RaftLog } from "../drivers/raft/raft-log.ts";
import type { RaftLogOptions } from "../drivers/raft/raft-log.ts";
import type { LogConsumer, ReplicaId, ReplicatedLog } from "../port.ts";
import { VirtualDisk } from "./virtual-disk.ts";

/** Times in milliseconds, chances in 0..1. */
export interface ClusterConditions {
  readonly loss: number;
  readonly delayMinMs: number;
  readonly delayMaxMs: number;
  readonly writeMinMs: number;
  readonly writeMaxMs: number;
}

export const fairClusterConditions: ClusterConditions = {
  loss: 0,
  delayMinMs: 0.1,
  delayMaxMs: 0.3,
  writeMinMs: 0.1,
  writeMaxMs: 0.5,
};

interface Task {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
  called: boolean;
}

interface Member {
  readonly disk: VirtualDisk;
  log: RaftLog | null;
  /** Starts so far: what belongs to an earlier life is dropped. */
  life: number;
}

/** Raft drivers under virtual time: a seeded network between them, disks that lose in a crash what was not synced. */
export class VirtualCluster implements LogCluster {
  readonly replicas: number;
  readonly #limits: Partial<RaftLogLimits>;
  readonly #raft: RaftLogOptions["raft"];
  readonly #random: () => number;
  readonly #members: Member[];
  readonly #isolated = new Set<ReplicaId>();
  readonly #tasks: Task[] = [];
  #order = 0;
  #nowMs = 0;
  conditions: ClusterConditions = fairClusterConditions;
  readonly refused: string[] = [];

  constructor(options: {
    replicas: number;
    seed: number;
    limits?: Partial<RaftLogLimits>;
    raft?: RaftLogOptions["raft"];
  }) {
    this.replicas = options.replicas;
    this.#limits = options.limits ?? {};
    this.#raft = options.raft;
    this.#random = seededRandom(options.seed);
    this.#members = Array.from({ length: options.replicas }, () => ({
      disk: new VirtualDisk((task) => this.#schedule(this.#between("write"), task)),
      log: null,
      life: 0,
    }));
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  async start(id: ReplicaId, consumer: LogConsumer): Promise<ReplicatedLog> {
    return this.startNow(id, consumer);
  }

  startNow(id: ReplicaId, consumer: LogConsumer): RaftLog {
    const member = this.#members[id]!;
    const life = ++member.life;
    const alive = (): boolean => member.life === life;
    member.log = new RaftLog({
      replica: id,
      replicas: this.replicas,
      boot: life,
      consumer,
      storage: member.disk.open(alive),
      restored: member.disk.restored(),
      transport: { send: (to, chunks) => this.#send(id, to, chunks, alive) },
      timers: this.#timersFor(alive),
      random: this.#random,
      limits: this.#limits,
      ...(this.#raft === undefined ? {} : { raft: this.#raft }),
      onMessageRefused: (from, reason) => this.refused.push(`${from} -> ${id}: ${reason}`),
    });
    return member.log;
  }

  crash(id: ReplicaId): void {
    const member = this.#members[id]!;
    member.life++;
    member.log = null;
    member.disk.crash();
  }

  /** A crash after which the disk is empty; false where too few others would remember. */
  loseDisk(id: ReplicaId): boolean {
    const lost = this.#members.filter(({ disk }, other) => other !== id && disk.isRecovering);
    if (lost.length >= Math.floor(this.replicas / 2)) return false;
    this.crash(id);
    this.#members[id]!.disk.lose();
    return true;
  }

  isolate(replicas: readonly ReplicaId[]): void {
    for (const id of replicas) this.#isolated.add(id);
  }

  heal(): void {
    this.#isolated.clear();
  }

  async until(condition: () => boolean, what: string): Promise<void> {
    this.runUntil(condition, what);
  }

  runUntil(condition: () => boolean, what: string): void {
    const giveUpMs = this.#nowMs + 60_000;
    while (!condition()) {
      if (this.#nowMs > giveUpMs) throw new Error(`waited in vain for ${what}`);
      if (!this.#runNext()) throw new Error(`nothing left to happen, waiting for ${what}`);
    }
  }

  async settle(): Promise<void> {
    this.pass(3000);
  }

  pass(durationMs: number): void {
    const endMs = this.#nowMs + durationMs;
    while ((this.#tasks[0]?.atMs ?? Number.POSITIVE_INFINITY) <= endMs) this.#runNext();
    this.#nowMs = endMs;
  }

  async close(): Promise<void> {
    for (const member of this.#members) member.life++;
  }

  /** A message that no replica of ours would send. */
  inject(from: ReplicaId, to: ReplicaId, bytes: Uint8Array): void {
    this.#members[to]!.log?.receive(from, bytes);
  }

  #timersFor(alive: () => boolean): Timers {
    const ifAlive = (task: () => void) => () => {
      if (alive()) task();
    };
    return {
      now: () => this.#nowMs,
      after: (delayMs, task) => {
        const scheduled = this.#schedule(delayMs, ifAlive(task));
        return () => (scheduled.called = true);
      },
      defer: (task) => void this.#schedule(0, ifAlive(task)),
    };
  }

  #send(
    from: ReplicaId,
    to: ReplicaId,
    chunks: readonly Uint8Array[],
    alive: () => boolean,
  ): boolean {
    if (!alive() || this.#isCut(from, to) || this.#random() < this.conditions.loss) return false;
    const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    this.#schedule(this.#between("delay"), () => {
      if (!this.#isCut(from, to)) this.#members[to]!.log?.receive(from, bytes);
    });
    return true;
  }

  #isCut(from: ReplicaId, to: ReplicaId): boolean {
    return this.#isolated.has(from) !== this.#isolated.has(to);
  }

  #between(what: "delay" | "write"): number {
    const [min, max] =
      what === "delay"
        ? [this.conditions.delayMinMs, this.conditions.delayMaxMs]
        : [this.conditions.writeMinMs, this.conditions.writeMaxMs];
    return min + this.#random() * (max - min);
  }

  #schedule(delayMs: number, run: () => void): Task {
    const task: Task = { atMs: this.#nowMs + delayMs, order: this.#order++, run, called: false };
    let at = this.#tasks.length;
    while (at > 0 && this.#tasks[at - 1]!.atMs > task.atMs) at--;
    this.#tasks.splice(at, 0, task);
    return task;
  }

  #runNext(): boolean {
    const task = this.#tasks.shift();
    if (task === undefined) return false;
    this.#nowMs = Math.max(this.#nowMs, task.atMs);
    if (!task.called) task.run();
    return true;
  }
}
