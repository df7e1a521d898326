/** Entries whose moment is remembered; an incident names three for each of its shards. */
const incidentEntriesMax = 2_048;

const nothing: ReadonlySet<number> = new Set();

/**
 * When entries of the log were first applied anywhere, ms on this gateway's monotonic clock. Each moment is learned from
 * those who saw it: from the feed as it came, and from rooms that tell how long ago they applied the entry. Whoever tells
 * later of an earlier moment knows better, so a moment is moved back in time and never forward: what travels is late.
 */
export class Moments {
  readonly #atMs = new Map<number, number>();
  readonly #entriesMax: number;
  readonly #needed: () => ReadonlySet<number>;

  /** Of more than `entriesMax` the oldest are forgotten that are not `needed`: of those there must be fewer. */
  constructor(
    needed: () => ReadonlySet<number> = () => nothing,
    entriesMax: number = incidentEntriesMax,
  ) {
    this.#needed = needed;
    this.#entriesMax = entriesMax;
  }

  learn(entry: number, atMs: number): void {
    if (entry === 0) return;
    const known = this.#atMs.get(entry);
    if (known !== undefined && known <= atMs) return;
    this.#atMs.set(entry, atMs);
    if (this.#atMs.size > this.#entriesMax) this.#forgetOldest();
  }

  /** `ageMs` before `heardMs`; null: the teller does not know. */
  told(entry: number, ageMs: number | null, heardMs: number): void {
    if (ageMs !== null) this.learn(entry, heardMs - ageMs);
  }

  /** Null where nobody has told, and for 0, which is no entry. */
  at(entry: number): number | null {
    return this.#atMs.get(entry) ?? null;
  }

  #forgetOldest(): void {
    const needed = this.#needed();
    this.#atMs.delete(Math.min(...[...this.#atMs.keys()].filter((entry) => !needed.has(entry))));
  }
}
