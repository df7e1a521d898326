import type { Timers } from "../raft/ports.ts";
import type { Keys } from "./keys.ts";
import type { LeaderWatch } from "./leader-watch.ts";
import type { EtcdLogLimits } from "./limits.ts";
import type { Group, Outbox } from "./outbox.ts";
import type { CreateOutcome, EtcdStore, Prepared } from "./store.ts";

export interface SenderParts {
  readonly replica: number;
  readonly store: EtcdStore;
  readonly keys: Keys;
  readonly outbox: Outbox;
  readonly leaders: LeaderWatch;
  readonly timers: Timers;
  readonly limits: EtcdLogLimits;
  /** The store's revision up to which this room has applied. */
  readonly appliedRevision: () => number;
  /**
   * A quorum of rooms is there, this one among them. Members are a quorum as soon as three of them run: a room that committed
   * while the others were still starting would miss them.
   */
  readonly mayBegin: () => boolean;
  /** There may be something to do. */
  readonly again: () => void;
}

/**
 * Brings one group after the other into the store, under a key of its own that is only ever created. So an attempt whose
 * outcome is unknown is simply repeated under the same key, until the store says that it is there, and at once when
 * there is a new leader. A key that is old enough to be deleted cannot come back: the store itself refuses it.
 */
export class Sender {
  readonly #parts: SenderParts;
  /** Null until the store is prepared. */
  #prepared: Prepared | null = null;
  #preparing = false;
  /** Why the member refused last. */
  #overloaded = false;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** What to say to those who have waited in vain. */
  get refusal(): "no-leader" | "overloaded" {
    const { leader, alarm } = this.#parts.leaders;
    const takesNothing = leader !== null && alarm !== null;
    return this.#overloaded || takesNothing || this.#canSend ? "overloaded" : "no-leader";
  }

  /** The revision at which this log began; null until the store is prepared. */
  get begin(): number | null {
    return this.#prepared?.begin ?? null;
  }

  /** Of this start; null until the store is prepared, and nothing is sent before. */
  get boot(): number | null {
    return this.#prepared?.boot ?? null;
  }

  get #canSend(): boolean {
    const { leaders, mayBegin } = this.#parts;
    // What is not sent while nothing is written ends as such; of what is sent then nobody knows whether it was.
    if (leaders.leader === null || leaders.alarm !== null) return false;
    return this.#prepared !== null || mayBegin();
  }

  /** When there is something to be tried again; null if there is not. */
  nextTryMs(): number | null {
    const { sending } = this.#parts.outbox;
    if (sending === null || sending.cancel !== null || !this.#canSend) return null;
    return sending.retryAtMs;
  }

  leaderChanged(): void {
    const { outbox, leaders } = this.#parts;
    const { sending } = outbox;
    if (!this.#canSend || sending === null || sending.term === leaders.term) return;
    // The leader that it went to is none any more.
    const { cancel } = sending;
    if (cancel === null) {
      sending.retryAtMs = 0;
      return;
    }
    this.#attempt(sending);
    cancel();
  }

  run(nowMs: number): void {
    if (!this.#canSend) return;
    if (this.#prepared === null) return this.#prepare();
    const { outbox, leaders, limits, appliedRevision } = this.#parts;
    const { sending } = outbox;
    if (sending !== null) {
      if (sending.cancel === null && nowMs >= sending.retryAtMs) this.#attempt(sending);
      return;
    }
    const group = outbox.next(limits.groupBytesMax, Math.max(leaders.revision, appliedRevision()));
    if (group !== null) this.#attempt(group);
  }

  #prepare(): void {
    if (this.#preparing) return;
    this.#preparing = true;
    const { store, replica, limits, timers, again } = this.#parts;
    store.prepare(replica, limits.attemptMs, (prepared) => {
      this.#preparing = false;
      this.#prepared = prepared;
      if (prepared !== null) again();
      else timers.after(limits.retryMs, again);
    });
  }

  #attempt(group: Group): void {
    const { store, keys, replica, leaders, limits } = this.#parts;
    const boot = this.#prepared?.boot;
    if (boot === undefined) return;
    // Set first: a call that was cancelled answers later, and may have done its work.
    group.maybeSent ||= group.cancel !== null;
    const attempt = ++group.attempt;
    group.term = leaders.term;
    const put = {
      key: keys.of({ replica, boot, counter: group.counter }),
      value: group.value,
      seenRevision: group.seenRevision,
    };
    group.cancel = store.create(put, limits.attemptMs, (outcome) => {
      if (attempt !== group.attempt) return;
      group.cancel = null;
      this.#answered(group, outcome);
      this.#parts.again();
    });
  }

  #answered(group: Group, outcome: CreateOutcome): void {
    const { outbox, leaders, timers, limits } = this.#parts;
    this.#overloaded = false;
    group.retryAtMs = timers.now() + limits.retryMs;
    switch (outcome.kind) {
      case "there":
        leaders.heard(leaders.term, leaders.revision);
        return outbox.stored(group);
      case "too-old":
        if (group.maybeSent) return outbox.giveUp(group);
        // This room is far behind; this attempt stored nothing, so the next one may begin later.
        group.seenRevision = Math.max(leaders.revision, this.#parts.appliedRevision());
        return;
      case "failed": {
        const { sent, reason } = outcome.failure;
        if (sent) group.maybeSent = true;
        else if (reason === "too-large" && !group.maybeSent) {
          return outbox.refuse(group, "payload-too-large");
        } else if (reason === "overloaded") this.#overloaded = true;
        else leaders.askNow();
      }
    }
  }
}
