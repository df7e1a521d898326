import { invariant } from "./invariant.ts";
import type { Message } from "./messages.ts";
import type { HardState, NodeId, Persist, SnapshotMeta } from "./types.ts";
import type { EntryLog } from "./entry-log.ts";

/** A message that promises durability, or (to null) the candidate's vote for itself. */
export interface HeldPromise {
  readonly persistId: number;
  readonly to: NodeId | null;
  readonly message: Message;
}

/**
 * Figure 2, "Updated on stable storage before responding to RPCs", with storage that answers later.
 *
 * Persists are numbered and confirmed in order, so a promise made now waits for one number: the persist that will
 * contain everything that is unsaved at this moment, or else the last one under way.
 */
export class Durability {
  #log: EntryLog;
  #lastIssued = 0;
  #lastConfirmed = 0;
  #hardState: HardState | null = null;
  #snapshot: SnapshotMeta | null = null;
  /** In the order of their persistId. */
  #held: HeldPromise[] = [];

  constructor(log: EntryLog) {
    this.#log = log;
  }

  saveHardState(hardState: HardState): void {
    this.#hardState = hardState;
  }

  saveSnapshot(snapshot: SnapshotMeta): void {
    this.#snapshot = snapshot;
  }

  get #unsaved(): boolean {
    return this.#hardState !== null || this.#snapshot !== null || this.#log.hasUnpersisted;
  }

  /** Everything this node has in memory is on disk as well. */
  get settled(): boolean {
    return !this.#unsaved && this.#lastConfirmed === this.#lastIssued;
  }

  /** The persist that will have made everything durable that is in memory now. */
  get horizon(): number {
    return this.#unsaved ? this.#lastIssued + 1 : this.#lastIssued;
  }

  isConfirmed(persistId: number): boolean {
    return persistId <= this.#lastConfirmed;
  }

  /** Keeps the promise back until all that is in memory now is durable. Call only unless `settled`. */
  hold(to: NodeId | null, message: Message): void {
    const persistId = this.horizon;
    const before = this.#held.at(-1);
    if (before !== undefined && supersedes({ persistId, to, message }, before)) this.#held.pop();
    this.#held.push({ persistId, to, message });
  }

  takePersist(): Persist | null {
    if (!this.#unsaved) return null;
    const id = ++this.#lastIssued;
    const { hardState, snapshot } = { hardState: this.#hardState, snapshot: this.#snapshot };
    this.#hardState = this.#snapshot = null;
    return { id, hardState, snapshot, entries: this.#log.takeUnpersisted(id) };
  }

  /** Returns the promises that may be made now, in their order. */
  confirm(id: number): HeldPromise[] {
    invariant(
      id > this.#lastConfirmed && id <= this.#lastIssued,
      `persist ${id} confirmed after ${this.#lastConfirmed}, issued up to ${this.#lastIssued}`,
    );
    this.#lastConfirmed = id;
    this.#log.confirmPersisted(id);
    const kept = this.#held.findIndex((promise) => promise.persistId > id);
    return this.#held.splice(0, kept === -1 ? this.#held.length : kept);
  }
}

/** Acknowledgements are cumulative: of several that wait for the same disk write the highest says it all. */
function supersedes(later: HeldPromise, earlier: HeldPromise): boolean {
  return (
    later.persistId === earlier.persistId &&
    later.to === earlier.to &&
    later.message.kind === "appendAck" &&
    earlier.message.kind === "appendAck" &&
    later.message.term === earlier.message.term &&
    later.message.matchIndex >= earlier.message.matchIndex
  );
}
