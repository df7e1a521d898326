import type { LogStorage, RestoredLog } from "../raft/ports.ts";

/**
 * That the log a room had is lost stands on its disk until it has something to go on from: a snapshot, or the log from its
 * beginning. Its member votes and acknowledges meanwhile, but rooms that have nothing cannot help each other.
 */
export class LossMark {
  readonly #storage: Pick<LogStorage, "recovered">;
  #stands: boolean;

  constructor(storage: Pick<LogStorage, "recovered">, restored: RestoredLog) {
    this.#storage = storage;
    this.#stands = restored.recovering || restored.follows === true;
    if (restored.snapshot !== null || restored.entries.length > 0) this.stored();
  }

  /** Something is durable: nothing is stored but a snapshot, what follows it, and the log from its beginning. */
  stored(): void {
    if (!this.#stands) return;
    this.#stands = false;
    this.#storage.recovered();
  }
}
