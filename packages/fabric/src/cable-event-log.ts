import type { FabricEvent, FabricHistory } from "./control-messages.ts";
import type { Clock } from "./clock.ts";

/** Events that are remembered: for a watcher who comes back, and for whoever asks what was before. */
export const eventHistoryMax = 2_000;

type Unnumbered<Event> = Event extends FabricEvent ? Omit<Event, "seq"> : never;
export type NewEvent = Unnumbered<FabricEvent>;

/** An event, and in which run of the machine it happened. */
export interface KeptEvent {
  readonly boot: string;
  readonly event: FabricEvent;
}

/**
 * The events of the cables. Those of this fabric process are numbered from 1 and can be watched; those of earlier ones are
 * history.
 */
export class CableEventLog {
  /** Oldest first, those of earlier processes included. */
  readonly #kept: KeptEvent[];
  readonly #clock: Clock;
  #last = 0;
  readonly #watchers = new Set<(event: FabricEvent) => void>();

  constructor(clock: Clock, earlier: readonly KeptEvent[] = []) {
    this.#clock = clock;
    this.#kept = earlier.slice(-eventHistoryMax);
  }

  get last(): number {
    return this.#last;
  }

  append(event: NewEvent): void {
    this.#last += 1;
    const numbered: FabricEvent = { ...event, seq: this.#last };
    this.#kept.push({ boot: this.#clock.boot, event: numbered });
    if (this.#kept.length > eventHistoryMax) this.#kept.shift();
    for (const watcher of this.#watchers) watcher(numbered);
  }

  /** Those of this process with a number above `seq` that are still remembered, oldest first. */
  after(seq: number): readonly FabricEvent[] {
    const earlier = Math.max(0, this.#kept.length - this.#last);
    const own = this.#kept.slice(earlier);
    return own.map(({ event }) => event).filter((event) => event.seq > seq);
  }

  /** For a restart of this fabric. */
  get kept(): readonly KeptEvent[] {
    return this.#kept;
  }

  history(): FabricHistory {
    const nowMs = this.#clock.monotonicMs();
    const events = this.#kept.map(({ boot, event }) => ({
      ...event,
      ageMs: boot === this.#clock.boot ? Math.max(0, nowMs - event.atMs) : null,
    }));
    return { ok: true, events };
  }

  /** Returns how to stop. */
  watch(watcher: (event: FabricEvent) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}
