import {
  asCents,
  roomIn,
  shardCountOf,
  asShardId,
  asAccountId,
  asSequenceNumber,
  type AccountId,
  type LogEvent,
  type LogIndex,
  type SequenceNumber,
  type ShardId,
  type Topology,
} from "@cablecut/protocol";
import { nowMs } from "../clock.ts";
import type { RoomCalls } from "../rooms/room-calls.ts";
import type { RouteTransfer, RoutedAnswer } from "../rooms/route-transfer.ts";
import type { RoomWatch } from "../rooms/room-watch.ts";

/** Every canary pays once in this time, ms. */
const roundMs = 1_000;
/** The work of a round is spread over ticks of this many ms. */
const tickMs = 50;
/** A canary pays its till one cent: what it pays is a function of its number, so two gateways may drive it. */
const canaryCents = asCents(1);

interface Canary {
  readonly shard: ShardId;
  readonly account: AccountId;
  readonly till: AccountId;
  /** The last number known to have ended; null until it was learned from a room. */
  sequence: number | null;
  busy: boolean;
  dueMs: number;
}

export interface CanaryBooking {
  readonly shard: ShardId;
  readonly atMs: number;
  /** Log index of the booking. */
  readonly index: LogIndex;
}

/**
 * One real small payment per shard and second, through the very path that people's payments take. Canaries say whether a
 * shard can be paid in, and a recovery is over when each has paid again: nothing else stops the timer.
 */
export class Canaries {
  readonly #watch: RoomWatch;
  readonly #calls: RoomCalls;
  readonly #router: RouteTransfer;
  readonly #booked: (booking: CanaryBooking) => void;
  readonly #canaries: readonly Canary[];
  readonly #timer: NodeJS.Timeout;

  constructor(parts: {
    topology: Topology;
    watch: RoomWatch;
    calls: RoomCalls;
    router: RouteTransfer;
    booked: (booking: CanaryBooking) => void;
  }) {
    this.#watch = parts.watch;
    this.#calls = parts.calls;
    this.#router = parts.router;
    this.#booked = parts.booked;
    const shards = shardCountOf(parts.topology);
    this.#canaries = Array.from({ length: shards }, (_, shard) => ({
      shard: asShardId(shard),
      account: asAccountId(2 * shard),
      till: asAccountId(2 * shard + 1),
      sequence: null,
      busy: false,
      dueMs: nowMs() + (roundMs * shard) / shards,
    }));
    this.#timer = setInterval(() => this.#tick(), tickMs);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** The canary of a shard that was moved pays at once: its payment was parked for exactly this moment. */
  event(event: LogEvent): void {
    if (event.kind !== "shard-moved") return;
    const canary = this.#canaries[event.shard];
    if (canary === undefined) return;
    canary.dueMs = 0;
    this.#drive(canary);
  }

  #tick(): void {
    const now = nowMs();
    for (const canary of this.#canaries) {
      if (canary.dueMs <= now) this.#drive(canary);
    }
  }

  #drive(canary: Canary): void {
    if (canary.busy) return;
    if (this.#watch.owner(canary.shard)?.status !== "serving") return;
    canary.busy = true;
    if (canary.sequence === null) {
      void this.#learn(canary);
      return;
    }
    const sequence = asSequenceNumber(canary.sequence + 1);
    const request = {
      kind: "transfer" as const,
      payer: canary.account,
      payee: canary.till,
      amountCents: canaryCents,
      sequence,
    };
    this.#router.route(request, canary.shard, false, (answer) =>
      this.#answered(canary, sequence, answer),
    );
  }

  #answered(canary: Canary, sequence: SequenceNumber, answer: RoutedAnswer): void {
    const now = nowMs();
    canary.busy = false;
    if (answer.kind === "answered" && answer.answer.answer === "booked") {
      canary.sequence = sequence;
      canary.dueMs = Math.max(canary.dueMs + roundMs, now + roundMs / 2);
      this.#booked({ shard: canary.shard, atMs: now, index: answer.answer.index });
      return;
    }
    // Anything else about the number itself means that somebody else drove this canary on: learn where it stands.
    const passing =
      answer.kind !== "answered" &&
      !(answer.kind === "not-now" && answer.refusal === "sequence-gap");
    if (!passing) canary.sequence = null;
    canary.dueMs = now + 100;
  }

  async #learn(canary: Canary): Promise<void> {
    const room = this.#watch.bestAnswering();
    if (room !== null) {
      const name = roomIn(this.#watch.topology, room).id;
      const answer = await this.#calls.call(name, { kind: "stale-read", account: canary.account });
      if (answer.kind === "read") canary.sequence = answer.account.lastSequence;
    }
    canary.busy = false;
    if (canary.sequence === null) canary.dueMs = nowMs() + roundMs;
  }
}
