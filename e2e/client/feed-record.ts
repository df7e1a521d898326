import type { FeedItem, LogEvent, LogIndex, RoomIndex } from "@cablecut/protocol";
import type { FeedPush, RoomLine } from "./room-line.ts";
import { nowMs } from "./room-line.ts";

/** Rooms commit heartbeats all the time; a feed that is silent for so long has lost its subscription. */
const silenceMs = 600;
/** Events at an index come together; transfers never share an entry with them. */
interface Told<What> {
  readonly index: number;
  readonly text: string;
  readonly what: readonly What[];
}

interface Subscription {
  upTo: number;
  heardMs: number;
  asking: boolean;
}

/**
 * The feeds of all rooms put together: every applied transfer and event by its index. Where two rooms tell of the same
 * index they must tell the same. A room that restarted may have forgotten a part; another one has it.
 */
export class FeedRecord {
  readonly #line: RoomLine;
  readonly #subscriptions: Subscription[];
  readonly #items = new Map<number, Told<FeedItem>>();
  readonly #events = new Map<number, Told<LogEvent>>();
  /** Stretches of the log that some room has told of completely: (from, to], disjoint, ascending. */
  #stretches: { from: number; to: number }[] = [];
  readonly #violation: (what: string) => void;
  onNews: (push: FeedPush) => void = () => undefined;

  constructor(line: RoomLine, violation: (what: string) => void) {
    this.#line = line;
    this.#violation = violation;
    this.#subscriptions = line.topology.rooms.map(() => ({
      upTo: 1,
      heardMs: Number.NEGATIVE_INFINITY,
      asking: false,
    }));
  }

  /** To be called often: subscribes where a feed is silent. */
  check(): void {
    for (const [room, subscription] of this.#subscriptions.entries()) {
      const silent = nowMs() - subscription.heardMs > silenceMs;
      if (silent && !subscription.asking) void this.#subscribe(room as RoomIndex, subscription);
    }
  }

  push(room: RoomIndex, push: FeedPush): void {
    const subscription = this.#subscriptions[room]!;
    subscription.heardMs = nowMs();
    const from = subscription.upTo;
    if (push.upTo <= from) return;
    this.#take(room, this.#items, push.items, from);
    this.#take(room, this.#events, push.events, from);
    subscription.upTo = push.upTo;
    if (push.skipped === 0) this.#cover(from, push.upTo);
    this.onNews(push);
  }

  /** Every index up to and including this one was told of, from the first on. */
  get completeUpTo(): number {
    const [first] = this.#stretches;
    return first === undefined || first.from > 1 ? 0 : first.to;
  }

  /** All of it, in the order of the log. */
  told(): { readonly items: readonly FeedItem[]; readonly events: readonly LogEvent[] } {
    return { items: inOrder(this.#items), events: inOrder(this.#events) };
  }

  async #subscribe(room: RoomIndex, subscription: Subscription): Promise<void> {
    if (this.#line.status(room)?.ready !== true) return;
    subscription.asking = true;
    const after = subscription.upTo as LogIndex;
    const answer = await this.#line.call(room, { kind: "subscribe", after });
    subscription.asking = false;
    if (answer.kind === "subscribed") subscription.heardMs = nowMs();
  }

  #take<What extends { readonly index: number }>(
    room: RoomIndex,
    known: Map<number, Told<What>>,
    news: readonly What[],
    from: number,
  ): void {
    const groups = new Map<number, What[]>();
    for (const what of news) {
      if (what.index <= from) continue;
      const group = groups.get(what.index);
      if (group === undefined) groups.set(what.index, [what]);
      else group.push(what);
    }
    for (const [index, what] of groups) {
      const text = JSON.stringify(what);
      const before = known.get(index);
      if (before === undefined) known.set(index, { index, text, what });
      else if (before.text !== text) {
        this.#violation(`room ${room} tells of index ${index}: ${text}, another: ${before.text}`);
      }
    }
  }

  #cover(from: number, to: number): void {
    const merged = { from, to };
    const apart = this.#stretches.filter((each) => {
      if (each.to < merged.from || each.from > merged.to) return true;
      merged.from = Math.min(merged.from, each.from);
      merged.to = Math.max(merged.to, each.to);
      return false;
    });
    this.#stretches = [...apart, merged].toSorted((left, right) => left.from - right.from);
  }
}

function inOrder<What>(known: ReadonlyMap<number, Told<What>>): What[] {
  return [...known.values()]
    .toSorted((left, right) => left.index - right.index)
    .flatMap(({ what }) => what);
}
