import type {
  AppendOutcome,
  LogConsumer,
  LogStatus,
  ReadIndexOutcome,
  ReplicatedLog,
} from "@cablecut/replicated-log/port";

interface OpenAppend {
  readonly payload: Uint8Array;
  readonly done: (outcome: AppendOutcome) => void;
}

/** A log of one replica for tests of the room alone: it commits when told to, and can refuse or lose what it is given. */
export class InstantLog implements ReplicatedLog {
  readonly #consumer: LogConsumer;
  readonly #open: OpenAppend[] = [];
  #index = 0;
  /** Commit within the call, as long as it is set. */
  automatic = true;
  refuseWith: AppendOutcome | null = null;
  holdReads = false;
  /** What the engine would tell of itself. */
  told: Pick<LogStatus, "alarm" | "memberSilent"> = { alarm: null, memberSilent: false };
  readonly #reads: ((outcome: ReadIndexOutcome) => void)[] = [];
  /** What happens when an entry is applied and its proposer does not know that yet. */
  applied: () => void = () => {};
  /** Payloads that alone are not taken. */
  refuses: (payload: Uint8Array) => boolean = () => false;

  constructor(consumer: LogConsumer) {
    this.#consumer = consumer;
  }

  append(payload: Uint8Array, done: (outcome: AppendOutcome) => void): void {
    if (this.refuseWith !== null) return done(this.refuseWith);
    if (this.refuses(payload)) return done({ kind: "unavailable", reason: "no-leader" });
    this.#open.push({ payload, done });
    if (this.automatic) this.commit();
  }

  /** Commits everything that is open. */
  commit(): void {
    for (const open of this.#open.splice(0)) this.#commit(open);
  }

  commitOldest(): void {
    const [oldest] = this.#open.splice(0, 1);
    if (oldest !== undefined) this.#commit(oldest);
  }

  /** Gives up the oldest that is open. */
  endOldest(outcome: AppendOutcome): void {
    this.#open.shift()?.done(outcome);
  }

  /** An entry that another replica proposed. */
  inject(payload: Uint8Array): number {
    this.#index += 1;
    this.#consumer.apply([{ index: this.#index, term: 1, payload }]);
    return this.#index;
  }

  #commit({ payload, done }: OpenAppend): void {
    const index = this.inject(payload);
    this.applied();
    done({ kind: "committed", index });
  }

  /** Says that everything is applied, unless `holdReads` is set. */
  readIndex(done: (outcome: ReadIndexOutcome) => void): void {
    if (this.holdReads) this.#reads.push(done);
    else done({ kind: "applied", index: this.#index });
  }

  /** Ends the reads that were held. */
  endReads(outcome: ReadIndexOutcome): void {
    for (const done of this.#reads.splice(0)) done(outcome);
  }

  status(): LogStatus {
    return {
      role: "leader",
      term: 1,
      leader: 0,
      firstIndex: 1,
      lastIndex: this.#index,
      durableIndex: this.#index,
      commitIndex: this.#index,
      appliedIndex: this.#index,
      snapshotIndex: 0,
      recovering: false,
      ...this.told,
      peers: [],
    };
  }

  transferLeadership(): void {}

  stop(stopped: () => void): void {
    stopped();
  }
}
