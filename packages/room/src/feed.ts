import {
  feedItemsPerFrameMax,
  asLogIndex,
  asAccountId,
  asSequenceNumber,
  type Cents,
  type FeedItem,
  type LogEvent,
  type LogIndex,
  type RoomPush,
} from "@cablecut/protocol";

/** Applied transfers and events that a gateway can still be told after a short absence. */
const itemsKeptMax = 16_384;
const eventsKeptMax = 1_024;
const openingsKeptMax = 1_024;

/**
 * The feed of applied transfers: how gateways learn of incoming money, totals and failover events, straight from the
 * log. It keeps a bounded past, so that a gateway can go on where another room's feed broke off.
 */
export class Feed {
  readonly #items: FeedItem[] = [];
  #itemsStart = 0;
  /** Openings are kept apart, so that however many join, no suspicion or move is pushed out. */
  readonly #events: LogEvent[] = [];
  readonly #openings: LogEvent[] = [];
  /** Every booked transfer with a larger index is still in `#items`. */
  #completeAfter = 0;
  #appliedIndex = 0;
  readonly #subscribers = new Map<string, number>();

  /** Forgets the past: after a snapshot was restored there is none. */
  restart(index: number): void {
    this.#items.length = 0;
    this.#itemsStart = 0;
    this.#events.length = 0;
    this.#openings.length = 0;
    this.#completeAfter = index;
    this.#appliedIndex = index;
  }

  get hasSubscribers(): boolean {
    return this.#subscribers.size > 0;
  }

  /** Goes on behind `after`; 0 means from now on. */
  subscribe(gateway: string, after: number): LogIndex {
    const start = after === 0 ? this.#appliedIndex : after;
    this.#subscribers.set(gateway, start);
    return asLogIndex(start);
  }

  unsubscribe(gateway: string): void {
    this.#subscribers.delete(gateway);
  }

  booked(
    index: number,
    payer: number,
    payee: number,
    amountCents: Cents,
    sequence: number,
    payerBalanceCents: Cents,
    payeeBalanceCents: Cents,
  ): void {
    if (this.#items.length - this.#itemsStart >= itemsKeptMax) this.#forgetOldest();
    this.#items.push({
      index: asLogIndex(index),
      payer: asAccountId(payer),
      payee: asAccountId(payee),
      amountCents,
      sequence: asSequenceNumber(sequence),
      payerBalanceCents,
      payeeBalanceCents,
    });
  }

  /** A payload too full to be listed: those who read past it are told how many were skipped. */
  skipped(index: number): void {
    this.#items.length = 0;
    this.#itemsStart = 0;
    this.#completeAfter = index;
  }

  applied(index: number, events: readonly LogEvent[]): void {
    this.#appliedIndex = index;
    if (events.length === 0) return;
    for (const event of events) {
      (event.kind === "account-opened" ? this.#openings : this.#events).push(event);
    }
    keepLast(this.#events, eventsKeptMax);
    keepLast(this.#openings, openingsKeptMax);
  }

  /**
   * The next frame for every subscriber that is behind. A subscriber whose place was forgotten is told `skipped` -1: it
   * must read afresh what it wants to know. `bookedByAll`: see the push, as of the last entry that was applied.
   */
  frames(
    bookedByAll: () => number,
  ): readonly { readonly gateway: string; readonly push: RoomPush }[] {
    const frames: { gateway: string; push: RoomPush }[] = [];
    for (const [gateway, after] of this.#subscribers) {
      if (after >= this.#appliedIndex) continue;
      const behind = this.#itemsAfter(after);
      const items = behind.slice(0, feedItemsPerFrameMax);
      const complete = after >= this.#completeAfter;
      frames.push({
        gateway,
        push: {
          kind: "feed",
          upTo: asLogIndex(this.#appliedIndex),
          items,
          skipped: complete ? behind.length - items.length : -1,
          bookedByAll: bookedByAll(),
          events: this.#eventsAfter(after),
        },
      });
      this.#subscribers.set(gateway, this.#appliedIndex);
    }
    return frames;
  }

  /** In the log's order; within one entry openings come last. */
  #eventsAfter(after: number): readonly LogEvent[] {
    const behind = (event: LogEvent): boolean => event.index > after;
    const openings = this.#openings.filter(behind);
    const events = this.#events.filter(behind);
    if (openings.length === 0) return events;
    return [...events, ...openings].sort((one, two) => one.index - two.index);
  }

  #itemsAfter(after: number): readonly FeedItem[] {
    let low = this.#itemsStart;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      // oxlint-disable-next-line typescript/no-non-null-assertion -- `middle` lies between `low` and `high`
      if (this.#items[middle]!.index <= after) low = middle + 1;
      else high = middle;
    }
    return this.#items.slice(low);
  }

  #forgetOldest(): void {
    const oldest = this.#items[this.#itemsStart];
    if (oldest === undefined) return;
    this.#completeAfter = Math.max(this.#completeAfter, oldest.index);
    this.#itemsStart += 1;
    if (this.#itemsStart < itemsKeptMax) return;
    this.#items.splice(0, this.#itemsStart);
    this.#itemsStart = 0;
  }
}

function keepLast(events: LogEvent[], eventsMax: number): void {
  if (events.length > eventsMax) events.splice(0, events.length - eventsMax);
}
