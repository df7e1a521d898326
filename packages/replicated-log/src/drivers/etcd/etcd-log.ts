import type {
  AppendOutcome,
  CommittedEntry,
  LogStatus,
  ReadIndexOutcome,
  ReplicaId,
  ReplicatedLog,
} from "../../port.ts";
import { unwrap, wrap } from "../raft/envelope.ts";
import type { RestoredLog } from "../raft/ports.ts";
import { SnapshotPolicy } from "../raft/snapshot-policy.ts";
import type { EtcdLogOptions, EtcdNotice } from "./etcd-log-options.ts";
import { LeaderWatch } from "./leader-watch.ts";
import { defaultEtcdLogLimits, type EtcdLogLimits } from "./limits.ts";
import { LossMark } from "./loss-mark.ts";
import { decodePeerMessage, encodePeerMessage, type PeerMessage } from "./messages.ts";
import { MemberReads } from "./member-reads.ts";
import { Outbox } from "./outbox.ts";
import { Sender } from "./sender.ts";
import { SnapshotExchange, type SnapshotAt } from "./snapshot-exchange.ts";
import { StoreCutter } from "./store-cutter.ts";
import type { StoredPut } from "./store.ts";
import { StoredGroups } from "./stored-group.ts";

/**
 * The replicated log on etcd, of which a member stands beside every room and a room uses no other. It restores
 * `consumer` from the snapshot before the constructor returns.
 *
 * Payloads are created under keys of their own (see `Sender`), and their order is that of the store's revisions, which
 * every room watches. The dense index is counted as they are applied. Below the newest snapshots that a quorum of rooms
 * has stored the room beside the leader deletes them; whoever comes later gets a snapshot from another room.
 *
 * In the storage the term of an entry and of a snapshot is the store's revision.
 */
export class EtcdLog implements ReplicatedLog {
  readonly #options: EtcdLogOptions;
  readonly #limits: EtcdLogLimits;
  readonly #peers: readonly ReplicaId[];
  readonly #outbox = new Outbox();
  readonly #leaders: LeaderWatch;
  readonly #sender: Sender;
  readonly #reads: MemberReads;
  readonly #exchange: SnapshotExchange;
  readonly #cutter: StoreCutter;
  readonly #policy: SnapshotPolicy;
  readonly #lossMark: LossMark;
  readonly #groups: StoredGroups;
  #applied: SnapshotAt;
  #storedSnapshot: SnapshotAt | null;
  #told: { leader: ReplicaId | null; term: number } = { leader: null, term: 0 };
  /** Entries that are in the storage and not yet given to the consumer. */
  #replay: RestoredLog["entries"];
  #endWatch: (() => void) | null = null;
  /** Up to where the store told that it has nothing any more. */
  #compacted = 0;
  #savingSnapshot = false;
  #turnPlanned = false;
  #wake: { readonly atMs: number; readonly cancel: () => void } | null = null;
  #cancelBeat: () => void = () => undefined;
  #stopped = false;

  constructor(options: EtcdLogOptions) {
    const { replica, memberNames, consumer, storage, restored, store, keys, timers } = options;
    this.#options = options;
    this.#limits = { ...defaultEtcdLogLimits, ...options.limits };
    this.#peers = memberNames.map((_, id) => id).filter((id) => id !== replica);
    const { snapshot, snapshotChunks, entries } = restored;
    if (snapshot !== null) consumer.restore(snapshot.index, snapshotChunks);
    this.#storedSnapshot =
      snapshot === null ? null : { index: snapshot.index, revision: snapshot.term };
    this.#applied = this.#storedSnapshot ?? { index: 0, revision: 0 };
    this.#replay = entries.filter(({ index }) => index > this.#applied.index);
    const firstShare = (memberNames.length - replica) / memberNames.length;
    this.#policy = new SnapshotPolicy(this.#limits, this.#applied.index, firstShare);
    this.#lossMark = new LossMark(storage, restored);
    this.#groups = new StoredGroups(keys, memberNames.length, (notice) => this.#notice(notice));
    this.#cutter = new StoreCutter({ store, keys, limits: this.#limits, peers: this.#peers });
    this.#cutter.restart(this.#applied.index);
    this.#leaders = new LeaderWatch({
      store,
      memberNames,
      timers,
      limits: this.#limits,
      changed: () => this.#leaderChanged(),
    });
    this.#sender = new Sender({
      replica,
      store,
      keys,
      outbox: this.#outbox,
      leaders: this.#leaders,
      timers,
      limits: this.#limits,
      appliedRevision: () => this.#applied.revision,
      mayBegin: () => 1 + this.#cutter.heardCount > memberNames.length / 2,
      again: () => this.#planTurn(),
    });
    this.#reads = new MemberReads({
      store,
      timers,
      limits: this.#limits,
      applied: () => this.#applied,
      again: () => this.#planTurn(),
    });
    this.#exchange = new SnapshotExchange({
      peers: this.#peers,
      storage,
      timers,
      patienceMs: this.#limits.snapshotPatienceMs,
      send: (to, message) => void options.transport.send(to, encodePeerMessage(message)),
      stored: () => this.#storedSnapshot,
      isWanted: ({ revision }) => revision > this.#applied.revision && revision >= this.#compacted,
      received: (at, chunks) => this.#restore(at, chunks),
      // Not before: others delete from the store what a quorum says it has stored.
      adopted: (at) => {
        this.#storedSnapshot = at;
        this.#lossMark.stored();
      },
    });
    this.#planTurn();
    this.#beat();
  }

  append(payload: Uint8Array, done: (outcome: AppendOutcome) => void): void {
    if (payload.length === 0) throw new RangeError("an empty payload cannot be appended");
    const reason = this.#refusalOf(payload);
    if (reason !== null) {
      this.#options.timers.defer(() => done({ kind: "unavailable", reason }));
      return;
    }
    this.#outbox.open(payload, this.#options.timers.now(), done);
    this.#planTurn();
  }

  readIndex(done: (outcome: ReadIndexOutcome) => void): void {
    this.#reads.open(this.#stopped, done);
  }

  /** One message from another replica, as its transport delivered it. The bytes must not be reused. */
  receive(from: ReplicaId, bytes: Uint8Array): void {
    if (this.#stopped) return;
    const message = decodePeerMessage(bytes);
    if (message === null) this.#notice({ kind: "message-refused", from });
    else this.#take(from, message);
  }

  status(): LogStatus {
    const { leader, term } = this.#told;
    const { index } = this.#applied;
    const isLeader = leader === this.#options.replica;
    const role = isLeader ? "leader" : leader === null ? "candidate" : "follower";
    return {
      role: this.#stopped ? "stopped" : role,
      term,
      leader,
      firstIndex: Math.min(this.#cutter.cutIndex, index) + 1,
      lastIndex: index,
      durableIndex: index,
      commitIndex: index,
      appliedIndex: index,
      snapshotIndex: this.#storedSnapshot?.index ?? 0,
      recovering: false,
      alarm: this.#leaders.alarm,
      memberSilent: this.#leaders.isSilent,
      peers: isLeader
        ? this.#peers.map((replica) => ({
            replica,
            matchIndex: this.#cutter.appliedIndexOf(replica),
          }))
        : [],
    };
  }

  transferLeadership(to: ReplicaId): void {
    const { store, memberNames, replica } = this.#options;
    const name = memberNames[to];
    if (this.#stopped || this.#told.leader !== replica || name === undefined) return;
    const { attemptMs } = this.#limits;
    // Asked now: a member that was replaced has another id.
    store.members(attemptMs, (ids) => {
      const id = ids?.get(name);
      if (id !== undefined && !this.#stopped) store.moveLeader(id, attemptMs);
    });
  }

  stop(stopped: () => void): void {
    if (!this.#stopped) {
      this.#stopped = true;
      this.#wake?.cancel();
      this.#wake = null;
      this.#cancelBeat();
      this.#leaders.stop();
      this.#exchange.stop();
      this.#endWatch?.();
      this.#outbox.stop();
      this.#reads.stop();
      this.#options.store.close();
    }
    this.#options.storage.close(stopped);
  }

  #refusalOf(payload: Uint8Array): "stopped" | "payload-too-large" | "overloaded" | null {
    const { openAppendsMax, openBytesMax, storageBacklogBytesMax, payloadBytesMax } = this.#limits;
    if (this.#stopped) return "stopped";
    if (payload.length > payloadBytesMax) return "payload-too-large";
    const full =
      this.#outbox.count >= openAppendsMax ||
      this.#outbox.bytes + payload.length > openBytesMax ||
      this.#options.storage.backlogBytes() > storageBacklogBytesMax;
    return full ? "overloaded" : null;
  }

  #planTurn(): void {
    if (this.#turnPlanned || this.#stopped) return;
    this.#turnPlanned = true;
    this.#options.timers.defer(() => {
      this.#turnPlanned = false;
      if (!this.#stopped) this.#turn();
    });
  }

  #turn(): void {
    if (this.#replay.length > 0) this.#replayStored();
    // Without a leader a member ends every watch at once; its coming makes the next turn.
    if (this.#endWatch === null && this.#leaders.leader !== null) this.#watch();
    const nowMs = this.#options.timers.now();
    const { leaderWaitMs, appendTimeoutMs } = this.#limits;
    this.#outbox.expire(nowMs, leaderWaitMs, appendTimeoutMs, this.#sender.refusal);
    this.#sender.run(nowMs);
    this.#reads.run(nowMs, this.#leaders.leader !== null);
    this.#planWake();
  }

  /** What was applied before this start, from the own disk. */
  #replayStored(): void {
    const entries = this.#replay;
    this.#replay = [];
    this.#options.consumer.apply(
      entries.map(({ index, data }) => ({ index, term: 0, payload: unwrap(data) })),
    );
    const last = entries.at(-1)!;
    const bytes = entries.reduce((sum, { data }) => sum + data.length, 0);
    this.#applied = { index: last.index, revision: last.term };
    this.#policy.applied(last.index, bytes);
    this.#cutter.restart(last.index);
  }

  #watch(): void {
    const { begin } = this.#sender;
    const { revision } = this.#applied;
    // Whoever has nothing yet waits to hear where the log begins: what is before that may be gone.
    if (revision === 0 && begin === null) return;
    const end = this.#options.store.watch(Math.max(revision + 1, begin ?? 0), {
      puts: (puts, term) => this.#puts(puts, term),
      ended: (compacted, detail) => {
        this.#endWatch = null;
        if (this.#stopped) return;
        this.#notice({ kind: "watch-ended", detail });
        this.#leaders.askNow();
        if (compacted !== null && compacted > this.#applied.revision) this.#fallBehind(compacted);
        else this.#options.timers.after(this.#limits.retryMs, () => this.#planTurn());
      },
    });
    this.#endWatch = end;
  }

  #fallBehind(compacted: number): void {
    this.#compacted = compacted;
    // Not null: nothing is watched until a snapshot is there.
    this.#endWatch = () => undefined;
    this.#notice({ kind: "snapshot-wanted", behindRevision: compacted });
    this.#exchange.want();
  }

  #puts(told: readonly StoredPut[], term: number): void {
    if (this.#stopped) return;
    // A member that is behind its room, since it was put back or lost what it had not synced, may tell a watch of what lies
    // before its beginning (a known defect of etcd 3.4 to 3.6). Applied twice it would be money twice.
    const puts = told.filter(({ revision }) => revision > this.#applied.revision);
    if (puts.length === 0) return;
    const entries: CommittedEntry[] = [];
    const own: { readonly counter: number; readonly index: number }[] = [];
    const { storage, replica, consumer } = this.#options;
    let { index } = this.#applied;
    for (const { origin, payloads, revision, bytes } of this.#groups.among(puts)) {
      if (origin.replica === replica && origin.boot === this.#sender.boot) {
        own.push({ counter: origin.counter, index: index + 1 });
      }
      const journal = payloads.map((payload) => {
        index += 1;
        entries.push({ index, term: Math.max(term, this.#leaders.term), payload });
        const data = payload.length === 0 ? payload : wrap(origin, origin.counter, payload);
        return { index, term: revision, data };
      });
      // In one piece: a journal never ends within a revision.
      const write = { hardState: null, adopt: null, entries: journal };
      storage.persist(write, () => this.#lossMark.stored());
      this.#cutter.applied(origin, revision, index, bytes);
      this.#policy.applied(index, bytes);
    }
    if (entries.length > 0) consumer.apply(entries);
    this.#applied = { index, revision: puts.at(-1)!.revision };
    this.#leaders.heard(term, this.#applied.revision);
    for (const { counter, index: firstIndex } of own) this.#outbox.applied(counter, firstIndex);
    this.#snapshotIfDue();
    this.#planTurn();
  }

  #restore(at: SnapshotAt, chunks: readonly Uint8Array[]): void {
    if (this.#stopped) return;
    this.#options.consumer.restore(at.index, chunks);
    this.#applied = at;
    this.#policy.taken(at.index);
    this.#cutter.restart(at.index);
    this.#outbox.giveUpStored();
    this.#notice({ kind: "snapshot-restored", index: at.index });
    this.#endWatch = null;
    this.#planTurn();
  }

  #snapshotIfDue(): void {
    if (this.#savingSnapshot || !this.#policy.isDue) return;
    const at = this.#applied;
    const { consumer, storage } = this.#options;
    this.#savingSnapshot = true;
    const chunks = consumer.snapshot();
    this.#policy.taken(at.index);
    storage.saveSnapshot({ index: at.index, term: at.revision }, chunks, (current) => {
      this.#savingSnapshot = false;
      if (current) {
        this.#storedSnapshot = at;
        storage.compact(this.#policy.compactTo(at.index));
        this.#tellPeers();
      }
      // The next may have become due meanwhile, and perhaps nothing is applied for a long time.
      if (!this.#stopped) this.#snapshotIfDue();
    });
  }

  #leaderChanged(): void {
    if (this.#stopped) return;
    const { leader, term } = this.#leaders;
    const before = this.#told;
    this.#told = { leader, term };
    this.#sender.leaderChanged();
    this.#reads.leaderChanged();
    if (leader !== before.leader || term !== before.term) {
      this.#options.consumer.leaderChanged(leader, term);
    }
    this.#planTurn();
  }

  #take(from: ReplicaId, message: PeerMessage): void {
    if (message.kind !== "progress") return this.#exchange.take(from, message);
    this.#cutter.heard(from, message);
    if (this.#sender.begin === null) this.#planTurn();
  }

  #tellPeers(): void {
    const progress: PeerMessage = {
      kind: "progress",
      appliedIndex: this.#applied.index,
      snapshotRevision: this.#storedSnapshot?.revision ?? 0,
      cutIndex: this.#cutter.cutIndex,
    };
    const chunks = encodePeerMessage(progress);
    for (const peer of this.#peers) this.#options.transport.send(peer, chunks);
  }

  #beat(): void {
    this.#cancelBeat = this.#options.timers.after(this.#limits.tellPeersMs, () => {
      this.#tellPeers();
      const leads = this.#told.leader === this.#options.replica;
      const snapshotRevision = this.#storedSnapshot?.revision ?? 0;
      this.#cutter.run(this.#options.timers.now(), leads, snapshotRevision);
      this.#beat();
    });
  }

  #notice(notice: EtcdNotice): void {
    this.#options.onNotice?.(notice);
  }

  /** One timer for what expires and what is tried again. It may fire early, never late. */
  #planWake(): void {
    const { leaderWaitMs, appendTimeoutMs } = this.#limits;
    const expiryMs = this.#outbox.nextExpiryMs(leaderWaitMs, appendTimeoutMs) ?? Infinity;
    const tryMs = this.#sender.nextTryMs() ?? Infinity;
    const atMs = Math.min(expiryMs, tryMs, this.#reads.nextDueMs() ?? Infinity);
    if (atMs === Infinity || (this.#wake !== null && this.#wake.atMs <= atMs)) return;
    this.#wake?.cancel();
    const { timers } = this.#options;
    const cancel = timers.after(Math.max(0, atMs - timers.now()), () => {
      this.#wake = null;
      this.#planTurn();
    });
    this.#wake = { atMs, cancel };
  }
}
