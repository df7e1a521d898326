import type { LogAlarm, ReplicaId } from "../../port.ts";
import type { Timers } from "../raft/ports.ts";
import type { EtcdLogLimits } from "./limits.ts";
import type { EtcdStore, MemberId, MemberStatus } from "./store.ts";

export interface LeaderWatchParts {
  readonly store: EtcdStore;
  /** Names of the members in the order of the replicas. */
  readonly memberNames: readonly string[];
  readonly timers: Timers;
  readonly limits: EtcdLogLimits;
  /** Leader, term, an alarm or whether the member answers has changed. */
  readonly changed: () => void;
}

/** One question that is answered late, or that this process slept through, is no silence yet. */
const unansweredMin = 2;

/** Asks the member again and again who leads. A member that does not answer knows nobody. */
export class LeaderWatch {
  readonly #parts: LeaderWatchParts;
  #ids: ReadonlyMap<string, MemberId> = new Map();
  #leader: ReplicaId | null = null;
  #term = 0;
  #revision = 0;
  #alarm: LogAlarm | null = null;
  #answeredMs: number;
  /** Questions since the last sign of the member. */
  #unanswered = 0;
  #isSilent = false;
  #asking = false;
  #askAgain = false;
  #cancel: (() => void) | null = null;
  #stopped = false;

  constructor(parts: LeaderWatchParts) {
    this.#parts = parts;
    this.#answeredMs = parts.timers.now();
    this.#plan(0);
  }

  get leader(): ReplicaId | null {
    return this.#leader;
  }

  get term(): number {
    return this.#term;
  }

  /** What the member said last of it: while it stands it writes nothing. */
  get alarm(): LogAlarm | null {
    return this.#alarm;
  }

  /** The member was asked and has not answered for long. One that answers may know no leader, and counts for a quorum all the same. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** The newest revision of the store that was heard of. */
  get revision(): number {
    return this.#revision;
  }

  /** Something came from the member that shows a term. */
  heard(term: number, revision: number): void {
    this.#revision = Math.max(this.#revision, revision);
    this.#signOfLife();
    if (this.#isSilent) this.#become(false, this.#leader, this.#term, this.#alarm);
    if (term > this.#term) this.askNow();
  }

  askNow(): void {
    if (this.#asking) this.#askAgain = true;
    else this.#plan(0);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #plan(delayMs: number): void {
    this.#cancel?.();
    this.#cancel = this.#parts.timers.after(delayMs, () => {
      this.#cancel = null;
      this.#ask();
    });
  }

  #ask(): void {
    if (this.#stopped || this.#asking) return;
    const { store, limits } = this.#parts;
    this.#asking = true;
    store.status(limits.memberSilenceMs, (status) => {
      this.#asking = false;
      if (this.#stopped) return;
      if (status === null) this.#silent();
      else this.#answered(status);
      const again = this.#askAgain;
      this.#askAgain = false;
      this.#plan(again ? 0 : this.#leader === null ? limits.askSoonMs : limits.askEveryMs);
    });
  }

  #answered(status: MemberStatus): void {
    const { limits, memberNames } = this.#parts;
    this.#signOfLife();
    this.#revision = Math.max(this.#revision, status.revision);
    // The leader of an earlier term is none.
    const leader = status.term < this.#term ? null : status.leader;
    const replica = memberNames.findIndex(
      (name) => leader !== null && this.#ids.get(name) === leader,
    );
    if (leader !== null && replica === -1) {
      this.#parts.store.members(limits.memberSilenceMs, (ids) => {
        if (ids === null || this.#stopped) return;
        this.#ids = ids;
        this.askNow();
      });
    }
    const known = replica === -1 ? null : replica;
    this.#become(false, known, Math.max(this.#term, status.term), status.alarm);
  }

  #signOfLife(): void {
    this.#answeredMs = this.#parts.timers.now();
    this.#unanswered = 0;
  }

  #silent(): void {
    this.#unanswered += 1;
    const silentMs = this.#parts.timers.now() - this.#answeredMs;
    const isLong = silentMs >= this.#parts.limits.memberSilenceMs;
    if (isLong && this.#unanswered >= unansweredMin)
      this.#become(true, null, this.#term, this.#alarm);
  }

  #become(isSilent: boolean, leader: ReplicaId | null, term: number, alarm: LogAlarm | null): void {
    const same = leader === this.#leader && term === this.#term && alarm === this.#alarm;
    if (same && isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    this.#leader = leader;
    this.#term = term;
    this.#alarm = alarm;
    this.#parts.changed();
  }
}
