import {
  asLogIndex,
  roomIn,
  type LogIndex,
  type RoomIndex,
  type RoomPush,
} from "@cablecut/protocol";
import { nowMs } from "../clock.ts";
import type { RoomCalls } from "./room-calls.ts";
import type { RoomWatch } from "./room-watch.ts";

type FeedPush = Extract<RoomPush, { kind: "feed" }>;

/** A feed that brings nothing for this long, although rooms commit heartbeats all the time, is read elsewhere. */
const feedSilenceMs = 500;

/**
 * Reads the log's feed from one room and goes on at another, behind the last index seen, when that one falls silent: so
 * the gateway hears of every applied transfer once, whichever rooms are cut.
 */
export class FeedReader {
  readonly #watch: RoomWatch;
  readonly #calls: RoomCalls;
  readonly #apply: (push: FeedPush) => void;
  #source: RoomIndex | null = null;
  #upTo = 0;
  #heardMs = Number.NEGATIVE_INFINITY;
  #subscribing = false;

  constructor(watch: RoomWatch, calls: RoomCalls, apply: (push: FeedPush) => void) {
    this.#watch = watch;
    this.#calls = calls;
    this.#apply = apply;
  }

  get upTo(): LogIndex {
    return asLogIndex(this.#upTo);
  }

  /** To be called often. */
  check(): void {
    if (this.#subscribing || nowMs() - this.#heardMs < feedSilenceMs) return;
    const answering = this.#watch.answering.filter(
      (room) => this.#watch.status(room)?.ready === true,
    );
    const best = this.#watch.bestAnswering();
    // The same room may have restarted and forgotten the subscription; then it is asked again.
    const next = best ?? answering[0];
    if (next === undefined) return;
    void this.#subscribe(next);
  }

  push(room: RoomIndex, push: FeedPush): void {
    if (room !== this.#source) return;
    this.#heardMs = nowMs();
    if (push.upTo <= this.#upTo) return;
    const fresh =
      this.#upTo === 0
        ? push
        : {
            ...push,
            items: push.items.filter((item) => item.index > this.#upTo),
            events: push.events.filter((event) => event.index > this.#upTo),
          };
    this.#upTo = push.upTo;
    this.#apply(fresh);
  }

  async #subscribe(room: RoomIndex): Promise<void> {
    this.#subscribing = true;
    const before = this.#source;
    const name = roomIn(this.#watch.topology, room).id;
    this.#source = room;
    const answer = await this.#calls.call(name, {
      kind: "subscribe",
      after: asLogIndex(this.#upTo),
    });
    this.#subscribing = false;
    if (answer.kind !== "subscribed") return;
    this.#heardMs = nowMs();
    if (before !== null && before !== room) {
      const former = roomIn(this.#watch.topology, before).id;
      void this.#calls.call(former, { kind: "unsubscribe" });
    }
  }
}
