import type { ReplicaId } from "../../port.ts";
import type { Keys, Origin } from "./keys.ts";
import type { EtcdLogLimits } from "./limits.ts";
import type { PeerMessage } from "./messages.ts";
import { reachedByQuorum, Retention } from "./retention.ts";
import type { EtcdStore } from "./store.ts";

export type Progress = Omit<PeerMessage & { kind: "progress" }, "kind">;

/** Deletes from the store what nobody needs: every room keeps the account, the one beside the leader does it. */
export class StoreCutter {
  readonly #store: EtcdStore;
  readonly #keys: Keys;
  readonly #limits: EtcdLogLimits;
  readonly #peers: readonly ReplicaId[];
  readonly #retention: Retention;
  readonly #progress = new Map<ReplicaId, Progress>();
  /** Payloads up to it are gone from the store, as far as is known here. */
  #cutIndex = 0;
  #cutRevision = 0;
  #cutting = false;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(parts: {
    readonly store: EtcdStore;
    readonly keys: Keys;
    readonly limits: EtcdLogLimits;
    readonly peers: readonly ReplicaId[];
  }) {
    this.#store = parts.store;
    this.#keys = parts.keys;
    this.#limits = parts.limits;
    this.#peers = parts.peers;
    this.#retention = new Retention(parts.limits);
  }

  /** Other rooms that have said something since this start. */
  get heardCount(): number {
    return this.#progress.size;
  }

  get cutIndex(): number {
    return this.#cutIndex;
  }

  appliedIndexOf(peer: ReplicaId): number {
    return this.#progress.get(peer)?.appliedIndex ?? 0;
  }

  applied(origin: Origin, revision: number, index: number, bytes: number): void {
    this.#retention.applied(origin, revision, index, bytes);
  }

  /** The account begins behind `index`. */
  restart(index: number): void {
    this.#retention.restart(index);
  }

  heard(from: ReplicaId, progress: Progress): void {
    this.#progress.set(from, progress);
    this.#cutIndex = Math.max(this.#cutIndex, progress.cutIndex);
  }

  /** `snapshotRevision`: what the own stored snapshot covers. */
  run(nowMs: number, leads: boolean, snapshotRevision: number): void {
    if (this.#cutting || nowMs < this.#lastMs + this.#limits.cutEveryMs) return;
    this.#lastMs = nowMs;
    const snapshots = [
      snapshotRevision,
      ...this.#peers.map((peer) => this.#progress.get(peer)?.snapshotRevision ?? 0),
    ];
    const quorum = Math.floor(snapshots.length / 2) + 1;
    const point = this.#retention.cutPoint(reachedByQuorum(snapshots, quorum));
    if (point === null || point.revision <= this.#cutRevision || !leads) return;
    this.#cutting = true;
    const ranges = point.last.map((origin) => this.#keys.upTo(origin));
    this.#store.cut({ revision: point.revision, ranges }, this.#limits.attemptMs, (done) => {
      this.#cutting = false;
      if (!done) return;
      this.#cutRevision = point.revision;
      this.#cutIndex = Math.max(this.#cutIndex, point.index);
    });
  }
}
