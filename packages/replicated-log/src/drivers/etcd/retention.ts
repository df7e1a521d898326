import type { Origin } from "./keys.ts";

/** A key that was applied. */
interface Kept {
  readonly revision: number;
  /** Of its last payload. */
  readonly index: number;
  /** Applied up to and with it since the start. */
  readonly bytes: number;
  readonly origin: Origin;
}

export interface CutPoint {
  readonly revision: number;
  /** The last index that cannot be had any more: what stands at the very revision of a compaction stays to be read. */
  readonly index: number;
  /** Of every room the last key up to there. */
  readonly last: readonly Origin[];
}

/**
 * Which keys the store need not keep any more: those behind both limits that a quorum has in stored snapshots. Every
 * room keeps the account, since any may have to do the deleting.
 */
export class Retention {
  readonly #entriesMax: number;
  readonly #bytesMax: number;
  #kept: Kept[] = [];
  /** The first of `#kept` that still stands; those before it are dropped together. */
  #first = 0;
  #bytes = 0;
  #index = 0;
  /** The last index before the first of `#kept`. */
  #before = 0;
  readonly #last = new Map<number, Origin>();
  #cut: { readonly revision: number; readonly index: number } | null = null;

  constructor(limits: {
    readonly retentionEntriesMax: number;
    readonly retentionBytesMax: number;
  }) {
    this.#entriesMax = limits.retentionEntriesMax;
    this.#bytesMax = limits.retentionBytesMax;
  }

  applied(origin: Origin, revision: number, index: number, bytes: number): void {
    this.#bytes += bytes;
    this.#index = index;
    this.#kept.push({ revision, index, bytes: this.#bytes, origin });
  }

  /** A snapshot took the place of everything that was applied. */
  restart(index: number): void {
    this.#kept = [];
    this.#first = 0;
    this.#index = this.#before = index;
  }

  /** What may go, given that a quorum has everything up to `snapshotRevision` in snapshots; null before there is any. */
  cutPoint(snapshotRevision: number): CutPoint | null {
    for (;;) {
      const oldest = this.#kept[this.#first];
      if (oldest === undefined || oldest.revision > snapshotRevision) break;
      const entries = this.#index - oldest.index;
      if (entries < this.#entriesMax && this.#bytes - oldest.bytes < this.#bytesMax) break;
      this.#first += 1;
      const { revision, index, origin } = oldest;
      this.#cut = { revision, index: this.#before };
      this.#before = index;
      this.#last.set(origin.replica, origin);
    }
    if (this.#first > 1_024 && this.#first * 2 > this.#kept.length) {
      this.#kept = this.#kept.slice(this.#first);
      this.#first = 0;
    }
    return this.#cut === null ? null : { ...this.#cut, last: [...this.#last.values()] };
  }
}

/** The highest value that at least `quorum` of them reach; 0 where there are fewer. */
export function reachedByQuorum(values: readonly number[], quorum: number): number {
  return values.toSorted((a, b) => b - a)[quorum - 1] ?? 0;
}
