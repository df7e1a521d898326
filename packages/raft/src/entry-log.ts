import { invariant } from "./invariant.ts";
import type { Entry, RestoredState, SnapshotMeta } from "./types.ts";

const beforeFirst: SnapshotMeta = { index: 0, term: 0 };

/** Entries handed to the driver in one persist: `id`, and the highest of them that is still in the log. */
interface PersistUnderWay {
  readonly id: number;
  lastIndex: number;
}

/**
 * Figure 2, log[], commitIndex and lastApplied of one node, with what of it is durable.
 *
 * Invariants: snapshotIndex, appliedIndex <= commitIndex <= lastIndex; durableIndex <= lastIndex; commitIndex and
 * appliedIndex never go back; no entry at or below commitIndex is ever replaced (Figure 3, State Machine Safety, as far
 * as one node can see to it); terms never decrease along the log.
 */
export class EntryLog {
  /** Newest snapshot on stable storage, or received and being adopted. */
  snapshot: SnapshotMeta | null;
  commitIndex: number;
  /** Highest index handed out to apply. */
  appliedIndex: number;
  durableIndex: number;
  /** Bytes of entry data held. */
  bytes = 0;

  /** Position before the first entry held: the end of what was compacted. */
  #base: SnapshotMeta;
  /** `#entries[i].index === #base.index + 1 + i` */
  #entries: Entry[];
  /** First index that no persist contains yet. */
  #unpersistedFrom: number;
  #underWay: PersistUnderWay[] = [];

  constructor(restored: Pick<RestoredState, "snapshot" | "entries">) {
    const snapshot = restored.snapshot;
    const { base, entries } = restoredTail(snapshot ?? beforeFirst, restored.entries);
    this.#base = base;
    this.#entries = entries;
    this.snapshot = snapshot;
    this.commitIndex = this.appliedIndex = snapshot?.index ?? 0;
    this.durableIndex = this.lastIndex;
    this.#unpersistedFrom = this.lastIndex + 1;
    for (const entry of entries) this.bytes += entry.data.length;
  }

  get firstIndex(): number {
    return this.#base.index + 1;
  }

  get lastIndex(): number {
    return this.#base.index + this.#entries.length;
  }

  get lastTerm(): number {
    return this.#entries.at(-1)?.term ?? this.#base.term;
  }

  get hasUnpersisted(): boolean {
    return this.#unpersistedFrom <= this.lastIndex;
  }

  /** null where the log holds nothing: compacted, or beyond its end. */
  termAt(index: number): number | null {
    if (index === this.#base.index) return this.#base.term;
    return this.#entries[index - this.firstIndex]?.term ?? null;
  }

  /** §5.4.1: the later last term wins; within one term the longer log. */
  isUpToDate(lastLogIndex: number, lastLogTerm: number): boolean {
    if (lastLogTerm !== this.lastTerm) return lastLogTerm > this.lastTerm;
    return lastLogIndex >= this.lastIndex;
  }

  /** First index held of the term at `index`. Terms never decrease along the log, so halving finds it. */
  firstIndexOfTermAt(index: number): number {
    const term = this.termAt(index);
    invariant(term !== null, `no entry ${index} in the log`);
    let low = this.firstIndex;
    let high = index;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.termAt(middle) ?? 0) < term) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Last index of exactly this term, or null. */
  lastIndexOfTerm(term: number): number | null {
    let low = this.#base.index;
    let high = this.lastIndex;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.termAt(middle) ?? 0) <= term) low = middle;
      else high = middle - 1;
    }
    return this.termAt(low) === term ? low : null;
  }

  /** Entries from `from` on, at least one if there is one, within the limits. */
  slice(from: number, entriesMax: number, bytesMax: number, to = this.lastIndex): Entry[] {
    const start = from - this.firstIndex;
    const end = Math.min(to - this.firstIndex + 1, start + entriesMax);
    let stop = start;
    for (let bytes = 0; stop < end; stop++) {
      bytes += this.#entries[stop]?.data.length ?? 0;
      if (bytes > bytesMax && stop > start) break;
    }
    return this.#entries.slice(start, stop);
  }

  append(entry: Entry): void {
    invariant(entry.index === this.lastIndex + 1, `entry ${entry.index} after ${this.lastIndex}`);
    invariant(entry.term >= this.lastTerm, `term ${entry.term} after ${this.lastTerm}`);
    this.#entries.push(entry);
    this.bytes += entry.data.length;
  }

  /** Drops `from` and everything after it, also from what persists under way will have made durable. */
  truncateFrom(from: number): void {
    invariant(from > this.commitIndex, `entry ${from} is committed (up to ${this.commitIndex})`);
    for (const entry of this.#entries.splice(from - this.firstIndex)) {
      this.bytes -= entry.data.length;
    }
    this.#unpersistedFrom = Math.min(this.#unpersistedFrom, from);
    this.#voidAbove(from - 1);
  }

  /** Replaces everything by a received snapshot. It becomes durable with the next persist. */
  resetTo(snapshot: SnapshotMeta): void {
    invariant(
      snapshot.index > this.commitIndex,
      `snapshot ${snapshot.index} is behind ${this.commitIndex}`,
    );
    this.#voidAbove(this.commitIndex);
    this.#entries = [];
    this.bytes = 0;
    this.#base = this.snapshot = snapshot;
    this.#unpersistedFrom = snapshot.index + 1;
    this.commitIndex = this.appliedIndex = snapshot.index;
  }

  #voidAbove(index: number): void {
    this.durableIndex = Math.min(this.durableIndex, index);
    for (const persist of this.#underWay) persist.lastIndex = Math.min(persist.lastIndex, index);
  }

  /** The entries no persist contains yet; from now on persist `id` does. */
  takeUnpersisted(id: number): Entry[] {
    const entries = this.#entries.slice(this.#unpersistedFrom - this.firstIndex);
    this.#unpersistedFrom = this.lastIndex + 1;
    this.#underWay.push({ id, lastIndex: this.lastIndex });
    return entries;
  }

  /**
   * Persist `id` and all earlier ones are on disk. An entry that was dropped in the meantime does not count, nor does
   * its successor at the same index until its own persist is confirmed.
   */
  confirmPersisted(id: number): void {
    while (this.#underWay[0] !== undefined && this.#underWay[0].id <= id) {
      this.durableIndex = Math.max(this.durableIndex, this.#underWay[0].lastIndex);
      this.#underWay.shift();
    }
    invariant(this.durableIndex <= this.lastIndex, "durable beyond the end of the log");
  }

  commitTo(index: number): void {
    invariant(index >= this.commitIndex, `commit goes back from ${this.commitIndex} to ${index}`);
    invariant(index <= this.lastIndex, `commit ${index} is beyond the log's end ${this.lastIndex}`);
    this.commitIndex = index;
  }

  /** Figure 2, All Servers 1: what is committed and not yet handed out, in order, within the limits. */
  takeCommitted(entriesMax: number, bytesMax: number): Entry[] {
    if (this.appliedIndex >= this.commitIndex) return [];
    const entries = this.slice(this.appliedIndex + 1, entriesMax, bytesMax, this.commitIndex);
    invariant(entries[0]?.index === this.appliedIndex + 1, "a committed entry was compacted");
    this.appliedIndex += entries.length;
    return entries;
  }

  snapshotStored(snapshot: SnapshotMeta): void {
    invariant(
      snapshot.index <= this.appliedIndex,
      `snapshot ${snapshot.index} of unapplied entries`,
    );
    if (snapshot.index > (this.snapshot?.index ?? 0)) this.snapshot = snapshot;
  }

  /** §7. Keeps entries that no persist contains, so that the driver's storage has no gap. */
  compact(upToIndex: number): void {
    const snapshotIndex = this.snapshot?.index ?? 0;
    invariant(upToIndex <= snapshotIndex, `compact to ${upToIndex}, snapshot at ${snapshotIndex}`);
    const index = Math.min(upToIndex, this.#unpersistedFrom - 1);
    const term = this.termAt(index);
    if (index <= this.#base.index || term === null) return;
    const dropped = index - this.#base.index;
    for (let i = 0; i < dropped; i++) this.bytes -= this.#entries[i]?.data.length ?? 0;
    this.#entries = this.#entries.slice(dropped);
    this.#base = { index, term };
  }
}

/**
 * The restored entries and the position before them. An entry at or below the snapshot's index may be the first; its
 * predecessor's term is unknown then, so it serves as the base itself.
 */
function restoredTail(
  snapshot: SnapshotMeta,
  restored: readonly Entry[],
): { base: SnapshotMeta; entries: Entry[] } {
  for (let i = 1; i < restored.length; i++) {
    const [before, entry] = [restored[i - 1]!, restored[i]!];
    invariant(entry.index === before.index + 1, `restored ${entry.index} after ${before.index}`);
    invariant(entry.term >= before.term, `restored term ${entry.term} after ${before.term}`);
  }
  const first = restored[0];
  const last = restored.at(-1);
  if (first === undefined || last === undefined || last.index < snapshot.index) {
    return { base: snapshot, entries: [] };
  }
  invariant(
    first.index <= snapshot.index + 1,
    `entries ${snapshot.index + 1} to ${first.index - 1} are missing`,
  );
  if (first.index === snapshot.index + 1) return { base: snapshot, entries: [...restored] };
  invariant(
    restored[snapshot.index - first.index]?.term === snapshot.term,
    `the restored log contradicts its snapshot at ${snapshot.index}`,
  );
  return { base: { index: first.index, term: first.term }, entries: restored.slice(1) };
}
