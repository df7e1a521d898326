import { createRaft, decodeMessage, encodeMessage, raftConfig } from "@cablecut/raft";
import type {
  Effects,
  Entry,
  Envelope,
  Input,
  Leadership,
  Message,
  NodeId,
  Persist,
  Raft,
  RaftConfig,
  SnapshotMeta,
  SnapshotRead,
  SnapshotWrite,
} from "@cablecut/raft";
import type {
  AppendOutcome,
  CommittedEntry,
  LogConsumer,
  LogStatus,
  ReadIndexOutcome,
  ReplicaId,
  ReplicatedLog,
} from "../../port.ts";
import { counterOf, envelopeBytes, unwrap, wrap } from "./envelope.ts";
import type { PayloadOrigin } from "./envelope.ts";
import { defaultRaftLogLimits } from "./limits.ts";
import type { RaftLogLimits } from "./limits.ts";
import { OpenAppends } from "./open-appends.ts";
import { OpenReads } from "./open-reads.ts";
import type { LogStorage, RestoredLog, Timers, Transport } from "./ports.ts";
import { SnapshotPolicy } from "./snapshot-policy.ts";

export interface RaftLogOptions {
  readonly replica: ReplicaId;
  /** 1, 3, 5 or 7. */
  readonly replicas: number;
  /** A safe integer that differs for every start of this replica's process. */
  readonly boot: number;
  readonly consumer: LogConsumer;
  readonly storage: LogStorage;
  readonly restored: RestoredLog;
  readonly transport: Transport;
  readonly timers: Timers;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly limits?: Partial<RaftLogLimits>;
  readonly raft?: Partial<Omit<RaftConfig, "id" | "nodeCount">>;
  /** A message from another replica was ignored as nonsense. */
  readonly onMessageRefused?: (from: NodeId, reason: string) => void;
}

/** A snapshot on its way from the leader, kept in memory too until the consumer gets it. */
interface Reception {
  readonly snapshot: SnapshotMeta;
  readonly chunks: Uint8Array[];
}

/**
 * The replicated log on our own Raft core. It restores `consumer` from the snapshot before the constructor returns.
 *
 * Whatever happens - an append, a message, a finished write, a timer - goes into the core at once; the effects are
 * performed once per turn of the event loop. So appends that arrive together travel and are synced together, and a
 * single one still leaves within the turn in which it came.
 */
export class RaftLog implements ReplicatedLog {
  readonly #core: Raft;
  readonly #config: RaftConfig;
  readonly #limits: RaftLogLimits;
  readonly #origin: PayloadOrigin;
  readonly #consumer: LogConsumer;
  readonly #storage: LogStorage;
  readonly #transport: Transport;
  readonly #timers: Timers;
  readonly #onMessageRefused: (from: NodeId, reason: string) => void;
  readonly #open = new OpenAppends();
  readonly #reads = new OpenReads();
  readonly #policy: SnapshotPolicy;
  #leadership: Leadership = { role: "follower", term: 0, leader: null };
  #lastApplied: SnapshotMeta;
  #reception: Reception | null = null;
  #savingSnapshot = false;
  #turnPlanned = false;
  #wake: { readonly atMs: number; readonly cancel: () => void } | null = null;
  #stopped = false;

  constructor(options: RaftLogOptions) {
    this.#config = raftConfig(options.replica, options.replicas, {
      appendBytesMax: 256 * 1024,
      ...options.raft,
    });
    this.#limits = { ...defaultRaftLogLimits, ...options.limits };
    this.#origin = { replica: options.replica, boot: options.boot };
    this.#consumer = options.consumer;
    this.#storage = options.storage;
    this.#transport = options.transport;
    this.#timers = options.timers;
    this.#onMessageRefused = options.onMessageRefused ?? (() => undefined);
    const { hardState, snapshot, snapshotChunks, entries, recovering, follows } = options.restored;
    if (snapshot !== null) this.#consumer.restore(snapshot.index, snapshotChunks);
    this.#lastApplied = snapshot ?? { index: 0, term: 0 };
    const { replica, replicas } = options;
    const firstShare = (replicas - replica) / replicas;
    this.#policy = new SnapshotPolicy(this.#limits, this.#lastApplied.index, firstShare);
    this.#core = createRaft({
      config: this.#config,
      life: options.boot,
      restored: {
        hardState,
        snapshot,
        entries,
        follows: follows === true,
        recovering: recovering ? { life: options.boot } : null,
      },
      nowMs: this.#timers.now(),
      random: options.random,
    });
    this.#planTurn();
  }

  append(payload: Uint8Array, done: (outcome: AppendOutcome) => void): void {
    if (payload.length === 0) throw new RangeError("an empty payload cannot be appended");
    const refusal = this.#refusalOf(payload);
    if (refusal !== null) {
      this.#timers.defer(() => done({ kind: "unavailable", reason: refusal }));
      return;
    }
    const counter = this.#open.nextCounter();
    const wrapped = wrap(this.#origin, counter, payload);
    this.#open.open(counter, wrapped, payload.length, this.#timers.now(), done);
    this.#planTurn();
  }

  readIndex(done: (outcome: ReadIndexOutcome) => void): void {
    const isFull = this.#reads.count >= this.#limits.openReadsMax;
    if (this.#stopped || isFull) {
      const reason = this.#stopped ? "stopped" : "overloaded";
      this.#timers.defer(() => done({ kind: "unavailable", reason }));
      return;
    }
    this.#reads.open(this.#timers.now(), done);
    this.#planTurn();
  }

  /** One message from another replica, as its transport delivered it. The bytes must not be reused. */
  receive(from: ReplicaId, bytes: Uint8Array): void {
    if (this.#stopped) return;
    const decoded = decodeMessage(bytes);
    if (decoded.kind === "refused") {
      this.#onMessageRefused(from, decoded.refusal);
      return;
    }
    const { message } = decoded;
    const refusal = this.#core.step(this.#timers.now(), { kind: "message", from, message });
    if (refusal !== null) this.#onMessageRefused(from, refusal);
    this.#planTurn();
  }

  status(): LogStatus {
    const { role, peers, ...core } = this.#core.status();
    return {
      role: this.#stopped ? "stopped" : role,
      term: core.term,
      leader: core.leader,
      firstIndex: core.firstIndex,
      lastIndex: core.lastIndex,
      durableIndex: core.durableIndex,
      commitIndex: core.commitIndex,
      appliedIndex: this.#lastApplied.index,
      snapshotIndex: core.snapshotIndex,
      recovering: core.recovering,
      // A disk that takes nothing more ends the process.
      alarm: null,
      memberSilent: false,
      peers: peers.map(({ id, matchIndex, recovering }) => ({
        replica: id,
        matchIndex: recovering ? 0 : matchIndex,
      })),
    };
  }

  transferLeadership(to: ReplicaId): void {
    this.#step({ kind: "transferLeadership", to });
  }

  stop(stopped: () => void): void {
    if (!this.#stopped) {
      this.#stopped = true;
      this.#wake?.cancel();
      this.#wake = null;
      this.#open.stop();
      this.#reads.stop();
    }
    this.#storage.close(stopped);
  }

  #refusalOf(payload: Uint8Array): "stopped" | "payload-too-large" | "overloaded" | null {
    const { openAppendsMax, openBytesMax, storageBacklogBytesMax } = this.#limits;
    if (this.#stopped) return "stopped";
    if (payload.length + envelopeBytes > this.#config.entryBytesMax) return "payload-too-large";
    const full =
      this.#open.count >= openAppendsMax ||
      this.#open.bytes + payload.length > openBytesMax ||
      this.#storage.backlogBytes() > storageBacklogBytesMax;
    return full ? "overloaded" : null;
  }

  #step(input: Input): void {
    if (this.#stopped) return;
    this.#core.step(this.#timers.now(), input);
    this.#planTurn();
  }

  #planTurn(): void {
    if (this.#turnPlanned || this.#stopped) return;
    this.#turnPlanned = true;
    this.#timers.defer(() => {
      this.#turnPlanned = false;
      if (!this.#stopped) this.#turn();
    });
  }

  #turn(): void {
    const nowMs = this.#timers.now();
    this.#open.expire(nowMs, this.#limits.leaderWaitMs, this.#limits.appendTimeoutMs);
    this.#reads.expire(nowMs, this.#limits.leaderWaitMs, this.#limits.appendTimeoutMs);
    if (this.#core.nextDeadlineMs() <= nowMs) this.#core.step(nowMs, { kind: "tick" });
    this.#proposeQueued(nowMs);
    const ask = (id: number): boolean => this.#core.readIndex(nowMs, id) === null;
    this.#reads.put(nowMs, this.#config.heartbeatMs, ask);
    this.#perform(this.#core.take());
    if (!this.#stopped) this.#planWake();
  }

  #proposeQueued(nowMs: number): void {
    if (this.#open.queuedCount === 0) return;
    const { taken, refusal } = this.#core.propose(nowMs, this.#open.queuedData());
    this.#open.markSent(taken, this.#core.status().term);
    // Without a leader, and during a hand-over, the rest waits for the next one.
    if (refusal === "overloaded") this.#open.refuseQueued("overloaded");
  }

  /**
   * The leader sends before it writes (dissertation 10.2.1), and everybody hands entries to the storage before they are
   * applied: so a snapshot taken by the consumer follows its entries into the wal.
   */
  #perform(effects: Effects): void {
    this.#send(effects.messages);
    if (effects.persist !== null) this.#persist(effects.persist);
    if (effects.recovered) this.#storage.recovered();
    // Before the first chunk of the next one: a leader may begin to send that in the turn in which this one is whole.
    if (effects.restore !== null) this.#restore(effects.restore);
    for (const write of effects.snapshotWrites) this.#writeSnapshotChunk(write);
    for (const read of effects.snapshotReads) this.#readSnapshotChunk(read);
    if (effects.leadership !== null) this.#tellLeadership(effects.leadership);
    if (effects.committed.length > 0) this.#apply(effects.committed);
    for (const { id, index } of effects.readIndexes) this.#reads.answered(id, index);
    this.#reads.applied(this.#lastApplied.index);
    if (effects.more) this.#planTurn();
    if (!this.#stopped) this.#snapshotIfDue();
  }

  #send(messages: readonly Envelope[]): void {
    let encodedMessage: Message | null = null;
    let chunks: readonly Uint8Array[] = [];
    for (const { to, message } of messages) {
      if (message !== encodedMessage) {
        chunks = encodeMessage(message);
        encodedMessage = message;
      }
      this.#transport.send(to, chunks);
    }
  }

  #persist({ id, hardState, snapshot, entries }: Persist): void {
    this.#storage.persist({ hardState, adopt: snapshot, entries }, () =>
      this.#step({ kind: "persisted", id }),
    );
  }

  #writeSnapshotChunk({ snapshot, chunk, last, data }: SnapshotWrite): void {
    if (chunk === 0) this.#reception = { snapshot, chunks: [] };
    const reception = this.#reception;
    reception?.chunks.push(data);
    this.#storage.receiveSnapshotChunk(snapshot, chunk, last, data, () => {
      // What was begun anew since, perhaps with the same snapshot, is not stored by that.
      if (this.#reception === reception)
        this.#step({ kind: "snapshotChunkStored", snapshot, chunk });
    });
  }

  #readSnapshotChunk({ to, snapshot, chunk }: SnapshotRead): void {
    this.#storage.readSnapshotChunk(snapshot, chunk, (read) => {
      if (read === null) this.#step({ kind: "snapshotReadFailed", to, snapshot });
      else this.#step({ kind: "snapshotChunkRead", to, snapshot, chunk, ...read });
    });
  }

  #tellLeadership(leadership: Leadership): void {
    const before = this.#leadership;
    this.#leadership = leadership;
    const { leader, term } = leadership;
    if (leader === before.leader && term === before.term) return;
    this.#consumer.leaderChanged(leader, term);
    this.#reads.leaderChanged();
    if (this.#reads.count > 0) this.#planTurn();
  }

  #restore(snapshot: SnapshotMeta): void {
    const reception = this.#reception;
    this.#reception = null;
    if (reception?.snapshot.index !== snapshot.index) {
      throw new Error(`snapshot ${snapshot.index} is to be restored, but was not received`);
    }
    this.#consumer.restore(snapshot.index, reception.chunks);
    this.#lastApplied = { index: snapshot.index, term: snapshot.term };
    this.#policy.taken(snapshot.index);
  }

  #apply(committed: readonly Entry[]): void {
    const entries: CommittedEntry[] = [];
    let bytes = 0;
    for (const { index, term, data } of committed) {
      entries.push({ index, term, payload: unwrap(data) });
      bytes += data.length;
    }
    this.#consumer.apply(entries);
    const last = committed.at(-1)!;
    this.#lastApplied = { index: last.index, term: last.term };
    this.#forgetNeedlessSnapshot();
    this.#policy.applied(last.index, bytes);
    for (const { index, data } of committed) {
      const counter = counterOf(this.#origin, data);
      if (counter !== null) this.#open.applied(counter, index);
    }
    this.#open.termApplied(last.term);
  }

  /** Another leader had the entries themselves: what was received before would lie in memory until the next one comes. */
  #forgetNeedlessSnapshot(): void {
    if (this.#reception === null || this.#reception.snapshot.index > this.#lastApplied.index)
      return;
    this.#reception = null;
    this.#storage.forgetReceived();
  }

  #snapshotIfDue(): void {
    if (this.#savingSnapshot || !this.#policy.isDue) return;
    const position = this.#lastApplied;
    this.#savingSnapshot = true;
    const chunks = this.#consumer.snapshot();
    this.#policy.taken(position.index);
    this.#storage.saveSnapshot(position, chunks, (current) => {
      this.#savingSnapshot = false;
      if (!current) return;
      const upToIndex = this.#policy.compactTo(position.index);
      this.#step({ kind: "snapshotStored", snapshot: position });
      this.#step({ kind: "compact", upToIndex });
      this.#storage.compact(upToIndex);
    });
  }

  /** One timer for the deadlines of the core, the appends and the reads. It may fire early, never late. */
  #planWake(): void {
    const { leaderWaitMs, appendTimeoutMs } = this.#limits;
    const atMs = Math.min(
      this.#core.nextDeadlineMs(),
      this.#open.nextExpiryMs(leaderWaitMs, appendTimeoutMs) ?? Infinity,
      this.#reads.nextDueMs(leaderWaitMs, appendTimeoutMs) ?? Infinity,
    );
    if (this.#wake !== null && this.#wake.atMs <= atMs) return;
    this.#wake?.cancel();
    const cancel = this.#timers.after(Math.max(0, atMs - this.#timers.now()), () => {
      this.#wake = null;
      this.#planTurn();
    });
    this.#wake = { atMs, cancel };
  }
}
