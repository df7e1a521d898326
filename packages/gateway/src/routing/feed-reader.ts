import { asLogIndex, type RoomIndex, type RoomPush } from "@cablecut/protocol";
import type { AwakeClock } from "../awake-clock.ts";
import type { AskRoom } from "./room-calls.ts";
import type { BestRoom } from "./room-watch.ts";

export type FeedPush = Extract<RoomPush, { kind: "feed" }>;

/** A feed that brings nothing for this long, although rooms commit heartbeats all the time, is read elsewhere, ms awake. */
const feedSilenceMs = 500;

/**
 * Reads the log's feed from one room and goes on at another, behind the last index seen, when that one falls silent: so
 * the gateway hears of every applied transfer once, whichever rooms are cut.
 */
export class FeedReader {
  readonly #rooms: BestRoom;
  readonly #calls: AskRoom;
  readonly #awake: AwakeClock;
  readonly #apply: (push: FeedPush, isLive: boolean) => void;
  #source: RoomIndex | null = null;
  #upTo = 0;
  #heardMs = Number.NEGATIVE_INFINITY;
  #subscribing = false;
  #since = Number.POSITIVE_INFINITY;
  #isCaughtUp = false;
  /** The source has taken the subscription: what it said before belongs to an older one, with another beginning. */
  #isSubscribed = false;
  #askedMs = 0;
  /** Rooms that may hold a subscription of this gateway. */
  readonly #asked = new Set<RoomIndex>();

  /** `apply` is told of each push whether it came as it was applied: the first of a subscription catches up. */
  constructor(
    rooms: BestRoom,
    calls: AskRoom,
    awake: AwakeClock,
    apply: (push: FeedPush, isLive: boolean) => void,
  ) {
    this.#rooms = rooms;
    this.#calls = calls;
    this.#awake = awake;
    this.#apply = apply;
  }

  /** Everything behind this entry was shown; no entry has such an index before the feed has begun. */
  get since(): number {
    return this.#since;
  }

  /** At a punctual tick. */
  tick(): void {
    const nowMs = this.#awake.nowMs;
    // A room that was asked and is silent as well is not waited for longer than the one before it.
    if (nowMs - (this.#subscribing ? this.#askedMs : this.#heardMs) < feedSilenceMs) return;
    // The same room may have restarted and forgotten the subscription; then it is asked again.
    const next = this.#rooms.bestAnswering();
    if (next !== null) this.#subscribe(next);
  }

  /** At a late tick: what the source said meanwhile lies unread. */
  slept(): void {
    if (this.#source !== null) this.#heardMs = this.#awake.nowMs;
  }

  push(room: RoomIndex, push: FeedPush): void {
    if (room !== this.#source || !this.#isSubscribed) return;
    this.#heardMs = this.#awake.nowMs;
    if (push.upTo <= this.#upTo) {
      this.#isCaughtUp = true;
      return;
    }
    const fresh =
      this.#upTo === 0
        ? push
        : {
            ...push,
            items: push.items.filter((item) => item.index > this.#upTo),
            events: push.events.filter((event) => event.index > this.#upTo),
          };
    const isLive = this.#isCaughtUp;
    this.#isCaughtUp = true;
    this.#upTo = push.upTo;
    if (push.skipped !== 0) this.#since = push.upTo;
    this.#apply(fresh, isLive);
  }

  #subscribe(room: RoomIndex): void {
    const askedMs = this.#awake.nowMs;
    this.#subscribing = true;
    this.#isSubscribed = false;
    this.#askedMs = askedMs;
    this.#source = room;
    this.#isCaughtUp = false;
    this.#asked.add(room);
    this.#calls.call(room, { kind: "subscribe", after: asLogIndex(this.#upTo) }, (answer): void => {
      // Another room was asked meanwhile.
      if (this.#askedMs !== askedMs || this.#source !== room) return;
      this.#subscribing = false;
      if (answer.kind !== "subscribed") return;
      this.#isSubscribed = true;
      this.#heardMs = this.#awake.nowMs;
      // The beginning: should this room fall silent before its first word, the next one goes on from here.
      if (this.#upTo === 0) this.#upTo = answer.after;
      this.#since = Math.min(this.#since, this.#upTo);
      for (const other of this.#asked) {
        if (other !== room) this.#calls.call(other, { kind: "unsubscribe" }, () => undefined);
      }
      this.#asked.clear();
      this.#asked.add(room);
    });
  }
}
