import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeRefusal } from "@cablecut/wal";
import type { RaftLogLimits } from "../drivers/raft/limits.ts";
import { RaftLog } from "../drivers/raft/raft-log.ts";
import { openWalStorage } from "../drivers/raft/wal-storage.ts";
import type { LogConsumer, ReplicaId, ReplicatedLog } from "../port.ts";
import type { LogCluster } from "./log-trial.ts";
import { timersUntil } from "./mortal-timers.ts";

/**
 * Raft drivers in one process, on wals in temporary directories, in real time. A crash here is silence: the driver is cut
 * off from network and clock and its wal is closed. What a disk loses with its power is tested with the wal and under
 * virtual time; what a killed process loses, with real processes.
 */
export class DiskCluster implements LogCluster {
  readonly replicas: number;
  readonly #limits: Partial<RaftLogLimits>;
  readonly #root = mkdtempSync(join(tmpdir(), "cablecut-contract-"));
  readonly #logs = new Map<ReplicaId, { log: RaftLog; life: { over: boolean } }>();
  readonly #isolated = new Set<ReplicaId>();
  readonly #closing = new Map<ReplicaId, Promise<void>>();
  #boots = 0;

  constructor(replicas: number, limits: Partial<RaftLogLimits>) {
    this.replicas = replicas;
    this.#limits = limits;
  }

  async start(replica: ReplicaId, consumer: LogConsumer): Promise<ReplicatedLog> {
    await this.#closing.get(replica);
    const opened = await openWalStorage({
      directory: join(this.#root, String(replica)),
      identity: { room: `room-${replica}`, show: "test" },
      ifEmpty: "create",
      limits: { segmentBytes: 1024 * 1024, groupBytesMax: 64 * 1024 },
      onFailure: (failure) => {
        throw new Error(describeRefusal(failure).en);
      },
    });
    if (!opened.ok) throw new Error(describeRefusal(opened.refusal).en);
    const life = { over: false };
    const log = new RaftLog({
      replica,
      replicas: this.replicas,
      boot: ++this.#boots,
      consumer,
      storage: opened.value.storage,
      restored: opened.value.restored,
      transport: { send: (to, chunks) => this.#send(replica, to, chunks, life) },
      timers: timersUntil(life),
      random: Math.random,
      limits: { leaderWaitMs: 2000, ...this.#limits },
      // Patient, because all replicas share the event loop of a test that may run on a busy machine.
      raft: { entryBytesMax: 256 * 1024, electionTimeoutMinMs: 500, electionTimeoutMaxMs: 900 },
    });
    this.#logs.set(replica, { log, life });
    return log;
  }

  crash(replica: ReplicaId): void {
    const running = this.#logs.get(replica);
    if (running === undefined) return;
    this.#logs.delete(replica);
    running.life.over = true;
    this.#closing.set(replica, new Promise((closed) => running.log.stop(closed)));
  }

  isolate(replicas: readonly ReplicaId[]): void {
    for (const replica of replicas) this.#isolated.add(replica);
  }

  heal(): void {
    this.#isolated.clear();
  }

  async until(condition: () => boolean, what: string): Promise<void> {
    const giveUpMs = performance.now() + 30_000;
    while (!condition()) {
      if (performance.now() > giveUpMs) throw new Error(`waited in vain for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  settle(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 2500));
  }

  async close(): Promise<void> {
    for (const replica of this.#logs.keys()) this.crash(replica);
    await Promise.all(this.#closing.values());
    rmSync(this.#root, { recursive: true, force: true });
  }

  #send(
    from: ReplicaId,
    to: ReplicaId,
    chunks: readonly Uint8Array[],
    life: { over: boolean },
  ): boolean {
    if (life.over || this.#isCut(from, to)) return false;
    const bytes = Buffer.concat(chunks);
    setImmediate(() => {
      if (!this.#isCut(from, to)) this.#logs.get(to)?.log.receive(from, bytes);
    });
    return true;
  }

  #isCut(from: ReplicaId, to: ReplicaId): boolean {
    return this.#isolated.has(from) !== this.#isolated.has(to);
  }
}
