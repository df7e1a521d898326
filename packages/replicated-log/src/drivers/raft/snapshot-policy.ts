import type { RaftLogLimits } from "./limits.ts";

/** How much had been applied when. */
interface Milestone {
  readonly index: number;
  readonly bytes: number;
}

/** More are thinned out to every second one: what to keep need not be exact. */
const milestonesMax = 1024;

/** When to take a snapshot, and how much of the log below it to keep for followers that are a little behind. */
export class SnapshotPolicy {
  readonly #limits: RaftLogLimits;
  #bytes = 0;
  #index: number;
  #last: Milestone;
  #milestones: Milestone[] = [];

  constructor(limits: RaftLogLimits, snapshotIndex: number) {
    this.#limits = limits;
    this.#index = snapshotIndex;
    this.#last = { index: snapshotIndex, bytes: 0 };
  }

  applied(lastIndex: number, bytes: number): void {
    this.#index = lastIndex;
    this.#bytes += bytes;
    this.#milestones.push({ index: lastIndex, bytes: this.#bytes });
    if (this.#milestones.length > milestonesMax) {
      this.#milestones = this.#milestones.filter((_, at) => at % 2 === 1);
    }
  }

  get isDue(): boolean {
    const { snapshotEveryBytes, snapshotEveryEntries } = this.#limits;
    const entries = this.#index - this.#last.index;
    return (
      entries >= snapshotEveryEntries ||
      (entries > 0 && this.#bytes - this.#last.bytes >= snapshotEveryBytes)
    );
  }

  /** A snapshot was taken after the last applied entry, or restored. */
  taken(index: number): void {
    this.#index = index;
    this.#last = { index, bytes: this.#bytes };
  }

  /** Up to where the log may be forgotten once the snapshot at `index` is stored. */
  compactTo(index: number): number {
    const { keepEntriesMax, keepBytesMax } = this.#limits;
    const kept = this.#milestones.find(
      (milestone) =>
        milestone.index >= index - keepEntriesMax && milestone.bytes >= this.#bytes - keepBytesMax,
    );
    return Math.min(index, kept?.index ?? index);
  }
}
