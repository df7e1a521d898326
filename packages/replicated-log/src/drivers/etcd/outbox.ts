import type { AppendOutcome } from "../../port.ts";
import { joinPayloads, payloadHeadBytes } from "./payload-group.ts";

type Done = (outcome: AppendOutcome) => void;

interface OpenAppend {
  readonly payload: Uint8Array;
  readonly done: Done;
  readonly openedMs: number;
}

/** Appends that go under one key. */
export interface Group {
  readonly counter: number;
  readonly value: Uint8Array;
  readonly appends: readonly OpenAppend[];
  readonly openedMs: number;
  /** The store's revision before the first attempt. */
  seenRevision: number;
  /** Counts the attempts; answers to earlier ones are old. */
  attempt: number;
  /** Calls the present attempt off; null while there is none. */
  cancel: (() => void) | null;
  /** Term in which the present attempt began. */
  term: number;
  /** An attempt ended without a definite answer: the payloads may be in the store now or later. */
  maybeSent: boolean;
  retryAtMs: number;
}

/**
 * Appends whose outcome nobody has been told. They wait in the order in which they came; one group of them at a time is
 * on its way, so that the store has them in that order too; groups that the store has wait to be applied here.
 */
export class Outbox {
  #waiting: OpenAppend[] = [];
  #sending: Group | null = null;
  readonly #stored = new Map<number, Group>();
  #count = 0;
  #bytes = 0;
  #counter = 0;

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get sending(): Group | null {
    return this.#sending;
  }

  open(payload: Uint8Array, nowMs: number, done: Done): void {
    this.#waiting.push({ payload: payload.slice(), done, openedMs: nowMs });
    this.#count += 1;
    this.#bytes += payload.length;
  }

  /** Makes the next group, of about `bytesMax`; null where nothing waits or one is still on its way. */
  next(bytesMax: number, seenRevision: number): Group | null {
    const [first] = this.#waiting;
    if (this.#sending !== null || first === undefined) return null;
    let count = 0;
    let bytes = 0;
    for (const { payload } of this.#waiting) {
      bytes += payload.length + payloadHeadBytes;
      if (count > 0 && bytes > bytesMax) break;
      count += 1;
    }
    const appends = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    this.#sending = {
      counter: ++this.#counter,
      value: joinPayloads(appends.map(({ payload }) => payload)),
      appends,
      openedMs: first.openedMs,
      seenRevision,
      attempt: 0,
      cancel: null,
      term: 0,
      maybeSent: false,
      retryAtMs: 0,
    };
    return this.#sending;
  }

  /** The store has it: the next group may go, this one waits to be applied. */
  stored(group: Group): void {
    if (this.#sending !== group) return;
    this.#sending = null;
    group.maybeSent = true;
    this.#stored.set(group.counter, group);
  }

  /** The group was applied here, its first payload at `firstIndex`; a group that was given up is nobody's. */
  applied(counter: number, firstIndex: number): void {
    const group = this.#sending?.counter === counter ? this.#sending : this.#stored.get(counter);
    if (group === undefined) return;
    this.#forget(group);
    for (const [at, append] of group.appends.entries()) {
      this.#end(append, { kind: "committed", index: firstIndex + at });
    }
  }

  /** Nobody will be able to tell: a snapshot took the place of the entries, or the key is too old to be asked for. */
  giveUp(group: Group): void {
    this.#forget(group);
    for (const append of group.appends) this.#end(append, { kind: "unknown", reason: "timeout" });
  }

  /** A snapshot was restored: what it may hold was stored before. */
  giveUpStored(): void {
    for (const group of this.#stored.values()) this.giveUp(group);
  }

  /** It certainly is not in the store, and never will be. */
  refuse(group: Group, reason: "payload-too-large"): void {
    this.#forget(group);
    for (const append of group.appends) this.#end(append, { kind: "unavailable", reason });
  }

  expire(
    nowMs: number,
    waitMs: number,
    timeoutMs: number,
    reason: "no-leader" | "overloaded",
  ): void {
    for (const group of this.#groups()) {
      if (isSurelyUnsent(group)) {
        if (nowMs < group.openedMs + waitMs) continue;
        this.#forget(group);
        for (const append of group.appends) this.#end(append, { kind: "unavailable", reason });
      } else if (nowMs >= group.openedMs + timeoutMs) this.giveUp(group);
    }
    let expired = 0;
    while (expired < this.#waiting.length && nowMs >= this.#waiting[expired]!.openedMs + waitMs) {
      expired += 1;
    }
    for (const append of this.#waiting.splice(0, expired)) {
      this.#end(append, { kind: "unavailable", reason });
    }
  }

  /** When `expire` has something to do; null if nothing is open. */
  nextExpiryMs(waitMs: number, timeoutMs: number): number | null {
    let next = this.#waiting[0] === undefined ? Infinity : this.#waiting[0].openedMs + waitMs;
    for (const group of this.#groups()) {
      next = Math.min(next, group.openedMs + (isSurelyUnsent(group) ? waitMs : timeoutMs));
    }
    return next === Infinity ? null : next;
  }

  stop(): void {
    for (const append of this.#waiting.splice(0)) {
      this.#end(append, { kind: "unavailable", reason: "stopped" });
    }
    for (const group of this.#groups()) {
      this.#forget(group);
      const outcome: AppendOutcome = isSurelyUnsent(group)
        ? { kind: "unavailable", reason: "stopped" }
        : { kind: "unknown", reason: "stopped" };
      for (const append of group.appends) this.#end(append, outcome);
    }
  }

  #groups(): readonly Group[] {
    const stored = [...this.#stored.values()];
    return this.#sending === null ? stored : [...stored, this.#sending];
  }

  #forget(group: Group): void {
    if (this.#sending === group) this.#sending = null;
    this.#stored.delete(group.counter);
    const { cancel } = group;
    group.attempt += 1;
    if (cancel !== null) {
      group.maybeSent = true;
      group.cancel = null;
      cancel();
    }
  }

  #end(append: OpenAppend, outcome: AppendOutcome): void {
    this.#count -= 1;
    this.#bytes -= append.payload.length;
    append.done(outcome);
  }
}

function isSurelyUnsent(group: Group): boolean {
  return group.cancel === null && !group.maybeSent;
}
