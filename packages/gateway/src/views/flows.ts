import type { FeedItem, FlowItem, RoomIndex, ShardId } from "@cablecut/protocol";
import type { KnownPeople } from "../people/directory.ts";
import type { ShardLookups } from "../people/shard-lookups.ts";
import type { FeedPush } from "../routing/feed-reader.ts";
import type { ShardOwners } from "../routing/room-watch.ts";
import type { TrafficMeter } from "./traffic-meter.ts";

const flowsPerMessageMax = 40;

/** Payments as the map and the charts show them: between rooms. */
export class Flows {
  readonly #known: Pick<KnownPeople, "isHouse">;
  readonly #lookups: Pick<ShardLookups, "shardOf">;
  readonly #owners: ShardOwners;
  readonly #meter: TrafficMeter;
  #items: FlowItem[] = [];
  #more = 0;

  constructor(
    known: Pick<KnownPeople, "isHouse">,
    lookups: Pick<ShardLookups, "shardOf">,
    owners: ShardOwners,
    meter: TrafficMeter,
  ) {
    this.#known = known;
    this.#lookups = lookups;
    this.#owners = owners;
    this.#meter = meter;
  }

  /** Before the items of the push. */
  pushed({ items, skipped, bookedByAll }: FeedPush): void {
    const listed = items.filter(({ payer }) => !this.#known.isHouse(payer)).length;
    this.#meter.pushed({ listed, skipped, bookedByAll });
    if (skipped > 0) this.#more += skipped;
  }

  /** Counted at once, whoever paid; between which rooms is said once both are known. */
  feedShowed({ payer, payee, amountCents }: FeedItem): void {
    const canary = this.#known.isHouse(payer);
    const place = this.#meter.booked(canary);
    this.#lookups.shardOf(payer, (payerShard) => {
      const from = this.#roomOf(payerShard);
      if (from === null) return this.#notListed();
      place(from);
      this.#lookups.shardOf(payee, (payeeShard) => {
        const to = this.#roomOf(payeeShard);
        if (to === null) this.#notListed();
        else this.#list({ from, to, amountCents, canary });
      });
    });
  }

  take(): { readonly items: readonly FlowItem[]; readonly more: number } {
    const batch = { items: this.#items, more: this.#more };
    this.#items = [];
    this.#more = 0;
    return batch;
  }

  #list(item: FlowItem): void {
    // Half of the places are kept for people.
    const placesMax = item.canary ? flowsPerMessageMax / 2 : flowsPerMessageMax;
    if (this.#items.length >= placesMax) this.#notListed();
    else this.#items.push(item);
  }

  #notListed(): void {
    this.#more += 1;
  }

  #roomOf(shard: ShardId | null): RoomIndex | null {
    return shard === null ? null : (this.#owners.owner(shard)?.owner ?? null);
  }
}
