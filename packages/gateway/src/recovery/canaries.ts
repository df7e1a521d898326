import {
  asCents,
  shardCountOf,
  asShardId,
  asAccountId,
  asSequenceNumber,
  type AccountId,
  type FeedItem,
  type LogEvent,
  type ShardId,
  type Topology,
} from "@cablecut/protocol";
import type { AwakeClock } from "../awake-clock.ts";
import type { AskRoom } from "../routing/room-calls.ts";
import type { BestRoom, ShardOwners } from "../routing/room-watch.ts";
import type { RouteTransfer, RoutedAnswer } from "../routing/transfer-router.ts";

/** A canary pays when the log has shown no booking of it for this long, ms of awake time. */
const roundMs = 1_000;
/** Beyond that at most so much later, at random: of several gateways one is first, and the others see its booking. */
const jitterMaxMs = 300;
/** Before a payment that came to nothing is tried again, ms. */
const againMs = 100;
/** The feed shows a booking at once; where it has not by then, the same number is asked for again, ms. */
const showMs = 500;
/** A canary pays its till one cent: what it pays is a function of its number, so any gateway pays the same. */
const canaryCents = asCents(1);

interface Canary {
  readonly shard: ShardId;
  readonly account: AccountId;
  readonly till: AccountId;
  /** The last number that the log is known to have ended; null until a room was asked. */
  sequence: number | null;
  /** The last number that the feed showed; 0 before the first. */
  shown: number;
  /** `booked` was answered so often since, and the feed has not shown it. */
  unshown: number;
  busy: boolean;
  dueMs: number;
  /** When the feed last showed a booking, on the awake clock; null before the first. */
  paidMs: number | null;
}

/**
 * One real small payment per shard and second, through the very path that people's payments take. Canaries say whether a
 * shard can be paid in, and see to it that each is paid in again after a recovery: a real payment stops the timer, nothing
 * else.
 *
 * The next number is the last one the log knows plus one, and only the log's feed counts a booking: an answer of one's
 * own may be a repetition of what another gateway had booked.
 */
export class Canaries {
  readonly #rooms: ShardOwners & BestRoom;
  readonly #calls: AskRoom;
  readonly #router: RouteTransfer;
  readonly #awake: AwakeClock;
  readonly #random: () => number;
  readonly #canaries: readonly Canary[];

  constructor(parts: {
    topology: Topology;
    rooms: ShardOwners & BestRoom;
    calls: AskRoom;
    router: RouteTransfer;
    awake: AwakeClock;
    random: () => number;
  }) {
    this.#rooms = parts.rooms;
    this.#calls = parts.calls;
    this.#router = parts.router;
    this.#awake = parts.awake;
    this.#random = parts.random;
    const shards = shardCountOf(parts.topology);
    this.#canaries = Array.from({ length: shards }, (_, shard) => ({
      shard: asShardId(shard),
      account: asAccountId(2 * shard),
      till: asAccountId(2 * shard + 1),
      sequence: null,
      shown: 0,
      unshown: 0,
      busy: false,
      dueMs: this.#awake.nowMs + (roundMs * shard) / shards,
      paidMs: null,
    }));
  }

  tick(): void {
    for (const canary of this.#canaries) {
      if (canary.dueMs <= this.#awake.nowMs) this.#drive(canary);
    }
  }

  /** The canary of a shard that was moved pays at once: its payment was parked for exactly this moment. */
  event(event: LogEvent): void {
    if (event.kind !== "shard-moved") return;
    const canary = this.#canaries[event.shard];
    if (canary === undefined) return;
    canary.dueMs = this.#awake.nowMs;
    this.#drive(canary);
  }

  /** A booking in the feed whose payer is a house account. */
  feedShowed(item: FeedItem): void {
    const canary = this.#canaries[Math.floor(item.payer / 2)];
    if (canary === undefined || canary.account !== item.payer) return;
    if (item.sequence <= canary.shown) return;
    canary.shown = item.sequence;
    canary.unshown = 0;
    if (canary.sequence !== null) canary.sequence = Math.max(canary.sequence, item.sequence);
    canary.paidMs = this.#awake.nowMs;
    canary.dueMs = this.#awake.nowMs + roundMs + this.#random() * jitterMaxMs;
  }

  /** The feed has left out bookings: where each canary stands is to be asked. */
  feedSkipped(): void {
    for (const canary of this.#canaries) canary.sequence = null;
  }

  paidWithin(ms: number): number {
    return this.#canaries.filter((canary) => this.#hasPaidWithin(canary, ms)).length;
  }

  /** A character per shard: 1 where its canary has paid within this time. */
  freshness(ms: number): string {
    return this.#canaries.map((canary) => (this.#hasPaidWithin(canary, ms) ? "1" : "0")).join("");
  }

  #hasPaidWithin({ paidMs }: Canary, ms: number): boolean {
    return paidMs !== null && this.#awake.nowMs - paidMs <= ms;
  }

  #drive(canary: Canary): void {
    if (canary.busy) return;
    if (this.#rooms.owner(canary.shard)?.status !== "serving") return;
    canary.busy = true;
    if (canary.sequence === null) return this.#learn(canary);
    const request = {
      kind: "transfer" as const,
      payer: canary.account,
      payee: canary.till,
      amountCents: canaryCents,
      sequence: asSequenceNumber(canary.sequence + 1),
    };
    this.#router.route(request, canary.shard, false, (answer) => this.#answered(canary, answer));
  }

  #answered(canary: Canary, answer: RoutedAnswer): void {
    canary.busy = false;
    if (answer.kind === "answered" && answer.answer.answer === "booked") {
      if (canary.shown >= answer.answer.sequence) return;
      canary.unshown += 1;
      canary.dueMs = Math.max(canary.dueMs, this.#awake.nowMs + showMs);
      // A repetition whose booking was before this gateway read the feed, or was left out of it.
      if (canary.unshown > 1) canary.sequence = null;
      return;
    }
    canary.dueMs = Math.max(canary.dueMs, this.#awake.nowMs + againMs);
    const passing = answer.kind === "not-now" && answer.refusal !== "sequence-gap";
    // Anything else about the number itself means that the log knows another one: it is asked where it stands.
    if (!passing && answer.kind !== "unknown") canary.sequence = null;
  }

  #learn(canary: Canary): void {
    const ended = (): void => {
      canary.busy = false;
      if (canary.sequence === null) canary.dueMs = this.#awake.nowMs + roundMs;
    };
    const room = this.#rooms.bestAnswering();
    if (room === null) return ended();
    this.#calls.call(room, { kind: "stale-read", account: canary.account }, (answer) => {
      if (answer.kind === "read") {
        canary.sequence = Math.max(canary.shown, answer.account.lastSequence);
        canary.unshown = 0;
      }
      ended();
    });
  }
}
