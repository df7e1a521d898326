import type { FabricEvent } from "./control-messages.ts";

/** Events that a watcher who comes back can still catch up with. */
export const eventHistoryMax = 2_000;

type Unnumbered<Event> = Event extends FabricEvent ? Omit<Event, "seq"> : never;
export type NewEvent = Unnumbered<FabricEvent>;

/** The events of this fabric process, numbered from 1, and who listens to them. */
export class CableEventLog {
  #events: FabricEvent[] = [];
  #last = 0;
  readonly #watchers = new Set<(event: FabricEvent) => void>();

  get last(): number {
    return this.#last;
  }

  append(event: NewEvent): void {
    this.#last += 1;
    const numbered: FabricEvent = { ...event, seq: this.#last };
    this.#events.push(numbered);
    if (this.#events.length > eventHistoryMax) this.#events.shift();
    for (const watcher of this.#watchers) watcher(numbered);
  }

  /** Those with a number above `seq` that are still remembered, oldest first. */
  after(seq: number): readonly FabricEvent[] {
    return this.#events.filter((event) => event.seq > seq);
  }

  /** Returns how to stop. */
  watch(watcher: (event: FabricEvent) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}
