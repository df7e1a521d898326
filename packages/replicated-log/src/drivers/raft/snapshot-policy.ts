import type { RaftLogLimits } from "./limits.ts";

/** How much had been applied when. */
interface Milestone {
  readonly index: number;
  readonly bytes: number;
}

/** What is kept below a snapshot is measured in steps of this part of its limits. */
const stepsMax = 256;

/** When to take a snapshot, and how much of the log below it to keep for followers that are a little behind. */
export class SnapshotPolicy {
  readonly #limits: RaftLogLimits;
  #applied: Milestone;
  #taken: Milestone;
  /** Of the limits, until the next snapshot is due. */
  #share: number;
  /** Oldest first; at most 2 × stepsMax of them, as those that are out of reach are dropped. */
  readonly #milestones: Milestone[] = [];

  /**
   * `firstShare` in (0, 1]: the first snapshot is due after this part of the limits. Replicas that differ in it never take
   * their snapshots at the same time, when nobody would be left to go on meanwhile.
   */
  constructor(limits: RaftLogLimits, snapshotIndex: number, firstShare = 1) {
    this.#limits = limits;
    this.#applied = this.#taken = { index: snapshotIndex, bytes: 0 };
    this.#share = firstShare;
  }

  get milestoneCount(): number {
    return this.#milestones.length;
  }

  applied(lastIndex: number, bytes: number): void {
    const { keepEntriesMax, keepBytesMax } = this.#limits;
    const now = { index: lastIndex, bytes: this.#applied.bytes + bytes };
    this.#applied = now;
    const last = this.#milestones.at(-1) ?? { index: 0, bytes: 0 };
    const step =
      now.index - last.index >= keepEntriesMax / stepsMax ||
      now.bytes - last.bytes >= keepBytesMax / stepsMax;
    if (step) this.#milestones.push(now);
    while (this.#milestones.length > 0 && !this.#isKept(this.#milestones[0]!, now)) {
      this.#milestones.shift();
    }
  }

  get isDue(): boolean {
    const { snapshotEveryBytes, snapshotEveryEntries } = this.#limits;
    const entries = this.#applied.index - this.#taken.index;
    const bytes = this.#applied.bytes - this.#taken.bytes;
    const due =
      entries >= snapshotEveryEntries * this.#share || bytes >= snapshotEveryBytes * this.#share;
    return entries > 0 && due;
  }

  /** A snapshot was taken after the last applied entry, or restored. */
  taken(index: number): void {
    this.#applied = this.#taken = { index, bytes: this.#applied.bytes };
    this.#share = 1;
  }

  /** Up to where the log may be forgotten once the snapshot at `index` is stored. */
  compactTo(index: number): number {
    const now = { index, bytes: this.#applied.bytes };
    const kept = this.#milestones.find((milestone) => this.#isKept(milestone, now));
    return Math.min(index, kept?.index ?? index);
  }

  #isKept(milestone: Milestone, now: Milestone): boolean {
    const { keepEntriesMax, keepBytesMax } = this.#limits;
    return (
      milestone.index >= now.index - keepEntriesMax && milestone.bytes >= now.bytes - keepBytesMax
    );
  }
}
