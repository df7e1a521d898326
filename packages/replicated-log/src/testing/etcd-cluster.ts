import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeRefusal } from "@cablecut/wal";
import { EtcdLog } from "../drivers/etcd/etcd-log.ts";
import { grpcStore } from "../drivers/etcd/grpc-store.ts";
import { keysBelow } from "../drivers/etcd/keys.ts";
import type { EtcdLogLimits } from "../drivers/etcd/limits.ts";
import { openWalStorage } from "../drivers/raft/wal-storage.ts";
import type { LogConsumer, ReplicaId, ReplicatedLog } from "../port.ts";
import type { EtcdMembers } from "./etcd-members.ts";
import { GatedStore } from "./gated-store.ts";
import type { LogCluster } from "./log-trial.ts";
import { timersUntil } from "./mortal-timers.ts";

interface Running {
  readonly log: EtcdLog;
  readonly store: GatedStore;
  readonly life: { over: boolean };
}

let clusters = 0;

/** Drivers in this process on real members, which many clusters use one after the other: each has keys of its own. */
export class EtcdCluster implements LogCluster {
  readonly #members: EtcdMembers;
  readonly #limits: Partial<EtcdLogLimits>;
  readonly #root = mkdtempSync(join(tmpdir(), "cablecut-contract-"));
  readonly #logs = new Map<ReplicaId, Running>();
  readonly #closing = new Map<ReplicaId, Promise<unknown>>();
  readonly keys = keysBelow(`cluster-${++clusters}/`);
  /** What goes on when the disk has a snapshot, while it is a slow one. */
  #slow: (() => void)[] | null = null;

  constructor(members: EtcdMembers, limits: Partial<EtcdLogLimits>) {
    this.#members = members;
    this.#limits = limits;
  }

  get replicas(): number {
    return this.#members.replicas;
  }

  async start(replica: ReplicaId, consumer: LogConsumer): Promise<ReplicatedLog> {
    await this.#closing.get(replica);
    await this.#members.startOne(replica);
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
    const { storage, restored } = opened.value;
    const save = storage.saveSnapshot.bind(storage);
    storage.saveSnapshot = (at, chunks, done) =>
      save(at, chunks, (current) => {
        if (this.#slow === null) done(current);
        else this.#slow.push(() => done(current));
      });
    const life = { over: false };
    const store = new GatedStore(grpcStore(this.#members.addressOf(replica), this.keys));
    const log = new EtcdLog({
      replica,
      memberNames: this.#members.names,
      consumer,
      storage,
      restored,
      store,
      keys: this.keys,
      transport: { send: (to, chunks) => this.#send(replica, to, chunks, life) },
      timers: timersUntil(life),
      limits: { leaderWaitMs: 2_000, payloadBytesMax: 256 * 1024, ...this.#limits },
    });
    this.#logs.set(replica, { log, store, life });
    return log;
  }

  /** From now on no snapshot is stored before the disk is quick again. */
  slowSnapshots(): void {
    this.#slow ??= [];
  }

  quickSnapshots(): void {
    const slow = this.#slow ?? [];
    this.#slow = null;
    for (const stored of slow) stored();
  }

  crash(replica: ReplicaId): void {
    const closed = this.#silence(replica);
    if (closed !== null) {
      this.#closing.set(replica, Promise.all([closed, this.#members.killOne(replica)]));
    }
  }

  isolate(replicas: readonly ReplicaId[]): void {
    this.#members.isolate(replicas);
  }

  /** The room hears nothing of its member, which goes on and forgets with the others. */
  leaveBehind(replica: ReplicaId): void {
    this.#logs.get(replica)?.store.shut();
  }

  heal(): void {
    for (const { store } of this.#logs.values()) store.open();
    this.#members.heal();
  }

  async until(condition: () => boolean, what: string): Promise<void> {
    const giveUpMs = performance.now() + 30_000;
    while (!condition()) {
      if (performance.now() > giveUpMs) {
        throw new Error(
          `waited in vain for ${what}; the members said\n${this.#members.lastWords()}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  settle(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 2_500));
  }

  /** The members stay, whole again, for the next cluster. */
  async close(): Promise<void> {
    for (const replica of this.#logs.keys()) {
      const closed = this.#silence(replica);
      if (closed !== null) this.#closing.set(replica, closed);
    }
    await Promise.all(this.#closing.values());
    this.#members.heal();
    await this.#members.startAll();
    rmSync(this.#root, { recursive: true, force: true });
  }

  #silence(replica: ReplicaId): Promise<void> | null {
    const running = this.#logs.get(replica);
    if (running === undefined) return null;
    this.#logs.delete(replica);
    running.life.over = true;
    return new Promise((closed) => running.log.stop(closed));
  }

  #send(
    from: ReplicaId,
    to: ReplicaId,
    chunks: readonly Uint8Array[],
    life: { over: boolean },
  ): boolean {
    if (life.over || this.#members.isCut(from, to)) return false;
    const bytes = Buffer.concat(chunks);
    setImmediate(() => {
      if (!this.#members.isCut(from, to)) this.#logs.get(to)?.log.receive(from, bytes);
    });
    return true;
  }
}
