import type { AppendOutcome } from "../../port.ts";

type Done = (outcome: AppendOutcome) => void;

interface OpenAppend {
  readonly counter: number;
  readonly payloadBytes: number;
  readonly done: Done;
  readonly openedMs: number;
  /** The payload in its envelope until it is handed to the core, null from then on. */
  queued: Uint8Array | null;
  /** Term in which it was handed to the core. */
  sentTerm: number;
}

/**
 * Appends whose outcome nobody has been told. Those at the front were handed to the core (`sent`), the others wait for a
 * leader (`queued`); both in the order in which they were opened, which is the order of their counters.
 */
export class OpenAppends {
  /** In the order of counters: a Map iterates in the order of insertion. */
  readonly #sent = new Map<number, OpenAppend>();
  #queued: OpenAppend[] = [];
  #bytes = 0;
  #counter = 0;

  get count(): number {
    return this.#sent.size + this.#queued.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get queuedCount(): number {
    return this.#queued.length;
  }

  nextCounter(): number {
    return ++this.#counter;
  }

  open(
    counter: number,
    wrapped: Uint8Array,
    payloadBytes: number,
    nowMs: number,
    done: Done,
  ): void {
    const queued = { counter, payloadBytes, done, openedMs: nowMs, queued: wrapped, sentTerm: 0 };
    this.#queued.push(queued);
    this.#bytes += payloadBytes;
  }

  /** What waits to be proposed, oldest first. */
  queuedData(): Uint8Array[] {
    return this.#queued.map((append) => append.queued!);
  }

  /** The first `count` queued ones were handed to the core in `term`. */
  markSent(count: number, term: number): void {
    for (const append of this.#queued.slice(0, count)) {
      append.queued = null;
      append.sentTerm = term;
      this.#sent.set(append.counter, append);
    }
    this.#queued = this.#queued.slice(count);
  }

  /** An entry of ours was applied; an append that was given up before, or a second copy of it, is nobody's. */
  applied(counter: number, index: number): void {
    const append = this.#sent.get(counter);
    if (append === undefined) return;
    this.#sent.delete(counter);
    this.#end(append, { kind: "committed", index });
  }

  /**
   * An entry of `term` was applied. Every entry of an earlier term that is in the log for good stands before it (terms
   * never decrease along a log), so what was sent in an earlier term and was not applied yet is lost, unless a
   * forwarded copy is still on its way.
   */
  termApplied(term: number): void {
    for (const append of this.#sent.values()) {
      if (append.sentTerm >= term) return;
      this.#sent.delete(append.counter);
      this.#end(append, { kind: "unknown", reason: "leader-changed" });
    }
  }

  /** Refuses everything queued. */
  refuseQueued(reason: "overloaded" | "stopped"): void {
    const refused = this.#queued;
    this.#queued = [];
    for (const append of refused) this.#end(append, { kind: "unavailable", reason });
  }

  /** Gives up what is older than its time: the very sums of `nextExpiryMs`, or rounding would wake it in vain. */
  expire(nowMs: number, leaderWaitMs: number, appendTimeoutMs: number): void {
    for (const append of this.#sent.values()) {
      if (nowMs < append.openedMs + appendTimeoutMs) break;
      this.#sent.delete(append.counter);
      this.#end(append, { kind: "unknown", reason: "timeout" });
    }
    let expired = 0;
    while (
      expired < this.#queued.length &&
      nowMs >= this.#queued[expired]!.openedMs + leaderWaitMs
    ) {
      expired++;
    }
    for (const append of this.#queued.splice(0, expired)) {
      this.#end(append, { kind: "unavailable", reason: "no-leader" });
    }
  }

  /** When `expire` has something to do; null if nothing is open. */
  nextExpiryMs(leaderWaitMs: number, appendTimeoutMs: number): number | null {
    const [sent] = this.#sent.values();
    const queued = this.#queued[0];
    const times: number[] = [];
    if (sent !== undefined) times.push(sent.openedMs + appendTimeoutMs);
    if (queued !== undefined) times.push(queued.openedMs + leaderWaitMs);
    return times.length === 0 ? null : Math.min(...times);
  }

  stop(): void {
    this.refuseQueued("stopped");
    const sent = [...this.#sent.values()];
    this.#sent.clear();
    for (const append of sent) this.#end(append, { kind: "unknown", reason: "stopped" });
  }

  #end(append: OpenAppend, outcome: AppendOutcome): void {
    this.#bytes -= append.payloadBytes;
    append.done(outcome);
  }
}
