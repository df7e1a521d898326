import type { ReadIndexOutcome } from "../../port.ts";
import { OpenReads } from "../raft/open-reads.ts";
import type { Timers } from "../raft/ports.ts";
import type { EtcdLogLimits } from "./limits.ts";
import type { SnapshotAt } from "./snapshot-exchange.ts";
import type { EtcdStore } from "./store.ts";

/**
 * Linearizable reads: the member asks its leader for a read index, waits until it has applied that, and tells the revision
 * of the newest payload; the room answers once it has applied that one itself.
 */
export class MemberReads {
  readonly #store: EtcdStore;
  readonly #timers: Timers;
  readonly #limits: EtcdLogLimits;
  readonly #applied: () => SnapshotAt;
  readonly #again: () => void;
  /** What it calls an index is a revision here. */
  readonly #open = new OpenReads();

  constructor(parts: {
    readonly store: EtcdStore;
    readonly timers: Timers;
    readonly limits: EtcdLogLimits;
    readonly applied: () => SnapshotAt;
    readonly again: () => void;
  }) {
    this.#store = parts.store;
    this.#timers = parts.timers;
    this.#limits = parts.limits;
    this.#applied = parts.applied;
    this.#again = parts.again;
  }

  open(isStopped: boolean, done: (outcome: ReadIndexOutcome) => void): void {
    const isFull = this.#open.count >= this.#limits.openReadsMax;
    if (isStopped || isFull) {
      const reason = isStopped ? "stopped" : "overloaded";
      this.#timers.defer(() => done({ kind: "unavailable", reason }));
      return;
    }
    this.#open.open(this.#timers.now(), (outcome) => {
      done(outcome.kind === "applied" ? { ...outcome, index: this.#applied().index } : outcome);
    });
    this.#again();
  }

  leaderChanged(): void {
    this.#open.leaderChanged();
  }

  run(nowMs: number, hasLeader: boolean): void {
    const { leaderWaitMs, appendTimeoutMs, readRepeatMs } = this.#limits;
    this.#open.expire(nowMs, leaderWaitMs, appendTimeoutMs);
    this.#open.put(nowMs, readRepeatMs, (id) => {
      if (hasLeader) this.#ask(id);
      return hasLeader;
    });
    this.#open.applied(this.#applied().revision);
  }

  nextDueMs(): number | null {
    return this.#open.nextDueMs(this.#limits.leaderWaitMs, this.#limits.appendTimeoutMs);
  }

  stop(): void {
    this.#open.stop();
  }

  #ask(id: number): void {
    this.#store.newest(this.#limits.attemptMs, (revision) => {
      if (revision === null) return;
      this.#open.answered(id, revision);
      this.#again();
    });
  }
}
