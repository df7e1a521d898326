import type { FeedItem, FlowItem, RoomIndex } from "@cablecut/protocol";
import type { KnownPeople } from "../people/directory.ts";
import type { ShardOwners } from "../routing/room-watch.ts";
import type { TrafficMeter } from "./traffic-meter.ts";

const flowsPerMessageMax = 40;

/** Payments as the map and the charts show them: between rooms. */
export class Flows {
  readonly #known: KnownPeople;
  readonly #owners: ShardOwners;
  readonly #meter: TrafficMeter;
  #items: FlowItem[] = [];
  #more = 0;

  constructor(known: KnownPeople, owners: ShardOwners, meter: TrafficMeter) {
    this.#known = known;
    this.#owners = owners;
    this.#meter = meter;
  }

  feedShowed(item: FeedItem): void {
    const canary = this.#known.isHouse(item.payer);
    const from = this.#roomOf(item.payer);
    const to = this.#roomOf(item.payee) ?? from;
    if (from === null || to === null) return;
    this.#meter.booked(from, canary);
    // Half of the places are kept for people.
    const placesMax = canary ? flowsPerMessageMax / 2 : flowsPerMessageMax;
    if (this.#items.length >= placesMax) this.#more += 1;
    else this.#items.push({ from, to, amountCents: item.amountCents, canary });
  }

  /** Bookings that the feed did not list. */
  skipped(count: number): void {
    this.#more += count;
  }

  take(): { readonly items: readonly FlowItem[]; readonly more: number } {
    const batch = { items: this.#items, more: this.#more };
    this.#items = [];
    this.#more = 0;
    return batch;
  }

  #roomOf(account: FeedItem["payer"]): RoomIndex | null {
    const house = this.#known.isHouse(account);
    const shard = house ? Math.floor(account / 2) : this.#known.known(account)?.shard;
    return shard === undefined ? null : (this.#owners.owner(shard)?.owner ?? null);
  }
}
