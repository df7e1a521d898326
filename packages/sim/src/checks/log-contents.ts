import type { RestoredLog, StorageWrite } from "@cablecut/replicated-log";

type HardState = RestoredLog["hardState"];
type Entry = RestoredLog["entries"][number];

export interface SnapshotPosition {
  readonly index: number;
  readonly term: number;
}

/** Hard state, snapshot and entries as one replica's log files hold them. Entries are dense from `firstIndex` on. */
export class LogContents {
  hardState: HardState = { term: 0, votedFor: null };
  snapshot: (SnapshotPosition & { readonly chunks: readonly Uint8Array[] }) | null = null;
  /** What stood here before is lost. */
  recovering = false;
  #entries: Entry[] = [];

  get lastIndex(): number {
    return this.#entries.at(-1)?.index ?? this.snapshot?.index ?? 0;
  }

  termAt(index: number): number | null {
    const first = this.#entries[0];
    if (first !== undefined && index >= first.index) {
      return this.#entries[index - first.index]?.term ?? null;
    }
    return this.snapshot?.index === index ? this.snapshot.term : null;
  }

  /** Whether the entry, or a snapshot that covers it, is here. */
  holds(index: number, term: number): boolean {
    return (this.snapshot?.index ?? 0) >= index || this.termAt(index) === term;
  }

  persist({ hardState, adopt, entries }: StorageWrite, chunks: readonly Uint8Array[]): void {
    if (adopt !== null) {
      this.snapshot = { ...adopt, chunks };
      this.#entries = [];
    }
    if (hardState !== null) this.hardState = hardState;
    const [first] = entries;
    if (first === undefined) return;
    const kept = this.#entries.length === 0 ? 0 : first.index - this.#entries[0]!.index;
    this.#entries.length = Math.min(Math.max(kept, 0), this.#entries.length);
    this.#entries.push(...entries);
  }

  /** False where a newer snapshot is here already. */
  saveSnapshot(position: SnapshotPosition, chunks: readonly Uint8Array[]): boolean {
    if (position.index <= (this.snapshot?.index ?? 0)) return false;
    this.snapshot = { ...position, chunks };
    return true;
  }

  compact(upToIndex: number): void {
    const upTo = Math.min(upToIndex, this.snapshot?.index ?? 0);
    const first = this.#entries[0];
    if (first !== undefined && first.index <= upTo) this.#entries.splice(0, upTo - first.index + 1);
  }

  become(other: LogContents): void {
    this.hardState = other.hardState;
    this.snapshot = other.snapshot;
    this.recovering = other.recovering;
    this.#entries = [...other.#entries];
  }

  restored(): RestoredLog {
    const { snapshot } = this;
    return {
      hardState: this.hardState,
      snapshot: snapshot === null ? null : { index: snapshot.index, term: snapshot.term },
      snapshotChunks: snapshot?.chunks ?? [],
      entries: [...this.#entries],
      recovering: this.recovering,
    };
  }
}
