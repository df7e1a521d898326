/** Runs beyond this many are forgotten, the slowest first: they can beat nobody. */
const runsMax = 1_000;

/** A full-speed recovery that can be compared with others. */
export interface Run {
  /** Wall clock of its start, ms: tells a run from another. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly roomsLost: number;
  readonly shardsHit: number;
}

/**
 * The full-speed recoveries of this show so far, so that "record" is said of nothing else than a run that was faster than
 * all comparable ones before it.
 */
export class PastRuns {
  #runs: Run[] = [];
  /** False while it is not known what happened before: then nothing is a record. */
  #known = false;
  #save: (runs: readonly Run[]) => void = () => undefined;

  /** What happened before this process began; `save` is told all runs whenever one is added from now on. */
  loaded(earlier: readonly Run[], save: (runs: readonly Run[]) => void): void {
    for (const run of earlier) this.#insert(run);
    this.#known = true;
    this.#save = save;
  }

  /** A run that was told before, by its start, is not added again. */
  add(run: Run): void {
    if (this.#insert(run)) this.#save(this.#runs);
  }

  /** Faster than every earlier run that lost as much; the first of its kind has nobody to beat. */
  isRecord(run: Run): boolean {
    if (!this.#known) return false;
    const earlier = this.#runs.filter(
      (each) => each.startedAtMs < run.startedAtMs && isComparable(each, run),
    );
    return earlier.length > 0 && earlier.every((each) => run.durationMs < each.durationMs);
  }

  #insert(run: Run): boolean {
    if (this.#runs.some((each) => each.startedAtMs === run.startedAtMs)) return false;
    this.#runs.push(run);
    this.#runs.sort((one, other) => one.durationMs - other.durationMs);
    this.#runs.length = Math.min(this.#runs.length, runsMax);
    return true;
  }
}

/** Losing more takes longer: only runs that lost as many rooms and as many shards are measured against each other. */
function isComparable(one: Run, other: Run): boolean {
  return one.roomsLost === other.roomsLost && one.shardsHit === other.shardsHit;
}
