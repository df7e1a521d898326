import type {
  AppendOutcome,
  CommittedEntry,
  LogConsumer,
  LogStatus,
  ReadIndexOutcome,
  ReplicaId,
  ReplicatedLog,
} from "../../port.ts";

/** When an append reaches the log, and an entry the replicas. */
export type Delivery =
  /** In a task of its own each, by `defer`. */
  | "immediate"
  /** When `deliver` is called. */
  | "manual";

export interface MemoryClusterOptions {
  readonly replicas: number;
  readonly delivery: Delivery;
  /** Runs a task soon, not within the call. */
  readonly defer: (task: () => void) => void;
  /** A replica that starts this far behind begins with a snapshot of another one; default: never. */
  readonly snapshotBehindEntries?: number;
  /** Appends that may be open at one replica; more are refused as `overloaded`. */
  readonly openAppendsMax?: number;
}

interface OpenAppend {
  readonly payload: Uint8Array;
  readonly done: (outcome: AppendOutcome) => void;
}

const payloadBytesMax = 1024 * 1024;
const openAppendsDefaultMax = 65_536;

/**
 * One log in memory and n replicas that see it: the order of the calls is the order of the log. For tests of what stands
 * on the port; nothing survives the process. The leader is the lowest replica that is connected, a majority is needed.
 */
export class MemoryCluster {
  readonly #options: MemoryClusterOptions;
  readonly #log: CommittedEntry[] = [];
  readonly #replicas = new Map<ReplicaId, MemoryReplica>();
  readonly #cut = new Set<ReplicaId>();
  #leader: ReplicaId | null = null;
  #term = 0;

  constructor(options: MemoryClusterOptions) {
    this.#options = options;
    this.#elect();
  }

  /** Starts a replica, or starts it again: its consumer gets the whole log, or a snapshot and what follows. */
  start(id: ReplicaId, consumer: LogConsumer): ReplicatedLog {
    const replica = new MemoryReplica(this, id, consumer);
    this.#replicas.set(id, replica);
    this.#catchUpBySnapshot(replica);
    this.#elect();
    replica.tellLeader();
    this.#plan();
    return replica;
  }

  /** The replicas that a majority can reach; the others neither append nor hear of anything. */
  isolate(replicas: readonly ReplicaId[]): void {
    for (const id of replicas) this.#cut.add(id);
    this.#elect();
    for (const replica of this.#replicas.values()) {
      if (!this.isConnected(replica.id)) replica.giveUp();
    }
  }

  /** The replica is gone, and nobody is told anything. */
  crash(id: ReplicaId): void {
    this.#replicas.get(id)?.silence();
    this.#replicas.delete(id);
    this.#elect();
  }

  heal(): void {
    this.#cut.clear();
    for (const replica of this.#replicas.values()) this.#catchUpBySnapshot(replica);
    this.#elect();
    this.#plan();
  }

  /** Lets every open append into the log, and every connected replica apply all of it. */
  deliver(): void {
    if (this.#leader === null) return;
    for (const [id, replica] of this.#replicas) {
      if (this.#cut.has(id)) continue;
      for (const { payload, done } of replica.takeOpen()) {
        const index = this.#log.length + 1;
        this.#log.push({ index, term: this.#term, payload });
        replica.own.set(index, done);
      }
    }
    for (const [id, replica] of this.#replicas) {
      if (!this.#cut.has(id)) replica.apply(this.#log.slice(replica.appliedIndex));
    }
  }

  forget(replica: MemoryReplica): void {
    if (this.#replicas.get(replica.id) === replica) this.#replicas.delete(replica.id);
    this.#elect();
  }

  isConnected(id: ReplicaId): boolean {
    return !this.#cut.has(id) && this.#leader !== null;
  }

  handOver(from: ReplicaId, to: ReplicaId): void {
    if (from !== this.#leader || !this.#replicas.has(to) || this.#cut.has(to)) return;
    this.#leader = to;
    this.#tellNewTerm();
  }

  statusOf(replica: MemoryReplica): LogStatus {
    const lastIndex = this.#log.length;
    const leader = this.isConnected(replica.id) ? this.#leader : null;
    const others = [...this.#replicas.values()].filter((other) => other !== replica);
    return {
      role: leader === replica.id ? "leader" : "follower",
      term: this.#term,
      leader,
      // Whoever needs an older one gets a snapshot.
      firstIndex: Math.max(1, lastIndex + 1 - this.#snapshotBehindEntries),
      lastIndex,
      durableIndex: lastIndex,
      commitIndex: lastIndex,
      appliedIndex: replica.appliedIndex,
      snapshotIndex: replica.snapshotIndex,
      recovering: false,
      alarm: null,
      memberSilent: false,
      peers:
        leader === replica.id
          ? others.map(({ id, appliedIndex }) => ({ replica: id, matchIndex: appliedIndex }))
          : [],
    };
  }

  /** Everything that was acknowledged to anybody is at or below it. */
  get lastIndex(): number {
    return this.#log.length;
  }

  leaderAndTerm(id: ReplicaId): { leader: ReplicaId | null; term: number } {
    return { leader: this.isConnected(id) ? this.#leader : null, term: this.#term };
  }

  get #snapshotBehindEntries(): number {
    return this.#options.snapshotBehindEntries ?? Number.POSITIVE_INFINITY;
  }

  get openAppendsMax(): number {
    return this.#options.openAppendsMax ?? openAppendsDefaultMax;
  }

  opened(): void {
    this.#plan();
  }

  defer(task: () => void): void {
    this.#options.defer(task);
  }

  #plan(): void {
    if (this.#options.delivery === "immediate") this.#options.defer(() => this.deliver());
  }

  #catchUpBySnapshot(replica: MemoryReplica): void {
    const behind = this.#log.length - replica.appliedIndex;
    if (behind < this.#snapshotBehindEntries) return;
    const ahead = [...this.#replicas.values()].find(
      (other) => other.appliedIndex === this.#log.length,
    );
    if (ahead !== undefined && ahead !== replica) replica.restoreFrom(ahead);
  }

  /** The leader stays while it is there; each new one begins a term. */
  #elect(): void {
    const connected = [...this.#replicas.keys()]
      .filter((id) => !this.#cut.has(id))
      .sort((a, b) => a - b);
    const quorum = Math.floor(this.#options.replicas / 2) + 1;
    if (connected.length < quorum) this.#leader = null;
    else if (this.#leader === null || !connected.includes(this.#leader)) {
      this.#leader = connected[0]!;
      this.#tellNewTerm();
      return;
    }
    for (const replica of this.#replicas.values()) replica.tellLeader();
  }

  #tellNewTerm(): void {
    this.#term++;
    for (const replica of this.#replicas.values()) replica.tellLeader();
  }
}

class MemoryReplica implements ReplicatedLog {
  readonly id: ReplicaId;
  readonly #cluster: MemoryCluster;
  readonly #consumer: LogConsumer;
  #open: OpenAppend[] = [];
  /** Who waits for an entry of this replica to be applied here. */
  readonly own = new Map<number, (outcome: AppendOutcome) => void>();
  /** Who waits for an index to be applied here. */
  #reads: { readonly index: number; readonly done: (outcome: ReadIndexOutcome) => void }[] = [];
  #told: { leader: ReplicaId | null; term: number } = { leader: null, term: 0 };
  appliedIndex = 0;
  snapshotIndex = 0;
  #stopped = false;

  constructor(cluster: MemoryCluster, id: ReplicaId, consumer: LogConsumer) {
    this.#cluster = cluster;
    this.id = id;
    this.#consumer = consumer;
  }

  append(payload: Uint8Array, done: (outcome: AppendOutcome) => void): void {
    if (payload.length === 0) throw new RangeError("an empty payload cannot be appended");
    const reason = this.#refusalOf(payload);
    if (reason !== null) {
      this.#cluster.defer(() => done({ kind: "unavailable", reason }));
      return;
    }
    this.#open.push({ payload: payload.slice(), done });
    this.#cluster.opened();
  }

  readIndex(done: (outcome: ReadIndexOutcome) => void): void {
    const reason = this.#stopped
      ? "stopped"
      : this.#cluster.isConnected(this.id)
        ? null
        : "no-leader";
    if (reason !== null) {
      this.#cluster.defer(() => done({ kind: "unavailable", reason }));
      return;
    }
    this.#reads.push({ index: this.#cluster.lastIndex, done });
    this.#cluster.opened();
    if (this.appliedIndex >= this.#cluster.lastIndex) this.#cluster.defer(() => this.#endReads());
  }

  status(): LogStatus {
    const status = this.#cluster.statusOf(this);
    return this.#stopped ? { ...status, role: "stopped" } : status;
  }

  transferLeadership(to: ReplicaId): void {
    this.#cluster.handOver(this.id, to);
  }

  stop(stopped: () => void): void {
    this.#stopped = true;
    this.#cluster.forget(this);
    for (const { done } of this.takeOpen()) done({ kind: "unavailable", reason: "stopped" });
    for (const done of this.own.values()) done({ kind: "unknown", reason: "stopped" });
    this.own.clear();
    this.#giveUpReads("stopped");
    this.#cluster.defer(stopped);
  }

  /** Cut off with appends open: nobody can say what becomes of them. */
  giveUp(): void {
    const open = this.takeOpen().map(({ done }) => done);
    const given = [...open, ...this.own.values()];
    this.own.clear();
    this.#cluster.defer(() => {
      for (const done of given) done({ kind: "unknown", reason: "timeout" });
      this.#giveUpReads("no-leader");
    });
  }

  silence(): void {
    this.#stopped = true;
  }

  takeOpen(): OpenAppend[] {
    const open = this.#open;
    this.#open = [];
    return open;
  }

  apply(entries: readonly CommittedEntry[]): void {
    if (this.#stopped || entries.length === 0) return;
    this.#consumer.apply(entries);
    this.appliedIndex = entries.at(-1)!.index;
    for (const { index } of entries) {
      const done = this.own.get(index);
      this.own.delete(index);
      done?.({ kind: "committed", index });
    }
    this.#endReads();
  }

  #endReads(): void {
    if (this.#stopped) return;
    const reads = this.#reads.filter(({ index }) => index <= this.appliedIndex);
    this.#reads = this.#reads.filter(({ index }) => index > this.appliedIndex);
    for (const { index, done } of reads) done({ kind: "applied", index });
  }

  #giveUpReads(reason: "stopped" | "no-leader"): void {
    for (const { done } of this.#reads.splice(0)) done({ kind: "unavailable", reason });
  }

  restoreFrom(ahead: MemoryReplica): void {
    this.#consumer.restore(ahead.appliedIndex, ahead.#consumer.snapshot());
    this.appliedIndex = this.snapshotIndex = ahead.appliedIndex;
    this.#cluster.defer(() => this.#endReads());
  }

  tellLeader(): void {
    if (this.#stopped) return;
    const now = this.#cluster.leaderAndTerm(this.id);
    if (now.leader === this.#told.leader && now.term === this.#told.term) return;
    this.#told = now;
    this.#consumer.leaderChanged(now.leader, now.term);
  }

  #refusalOf(
    payload: Uint8Array,
  ): "stopped" | "payload-too-large" | "no-leader" | "overloaded" | null {
    if (this.#stopped) return "stopped";
    if (payload.length > payloadBytesMax) return "payload-too-large";
    if (!this.#cluster.isConnected(this.id)) return "no-leader";
    return this.#open.length >= this.#cluster.openAppendsMax ? "overloaded" : null;
  }
}
