import {
  shardAt,
  shardCountOf,
  type LogEvent,
  type RoomIndex,
  type RoomStatus,
  type Topology,
} from "@cablecut/protocol";

export interface ShardPlace {
  readonly owner: RoomIndex;
  readonly status: "serving" | "switching";
}

/** Who serves which shard, as far as this client has heard: from statuses, and from the feed ahead of them. */
export class ShardMap {
  readonly #places: (ShardPlace | null)[];
  readonly #former = new Map<number, RoomIndex>();
  #asOf = 0;

  constructor(topology: Topology) {
    this.#places = Array.from({ length: shardCountOf(topology) }, () => null);
  }

  placeOf(shard: number): ShardPlace | null {
    return this.#places[shard] ?? null;
  }

  /** The room that served the shard before the present one, if this client has heard of one. */
  formerOwnerOf(shard: number): RoomIndex | undefined {
    return this.#former.get(shard);
  }

  told(status: RoomStatus): void {
    if (!status.ready || status.appliedIndex < this.#asOf) return;
    this.#asOf = status.appliedIndex;
    for (let shard = 0; shard < this.#places.length; shard += 1) {
      this.#set(shard, shardAt(status.shards, shard));
    }
  }

  learned(event: LogEvent): void {
    // An entry may have several events; to learn one again changes nothing.
    if (event.index < this.#asOf) return;
    this.#asOf = event.index;
    if (event.kind === "shard-moved") {
      this.#set(event.shard, { owner: event.to, status: "serving" });
    } else if (event.kind === "room-suspected") {
      this.#setAll(event.room, "switching");
    } else if (event.kind === "suspicion-withdrawn") {
      this.#setAll(event.room, "serving");
    }
  }

  #set(shard: number, place: ShardPlace | null): void {
    const before = this.#places[shard];
    if (before && place && before.owner !== place.owner) this.#former.set(shard, before.owner);
    this.#places[shard] = place;
  }

  #setAll(owner: RoomIndex, status: ShardPlace["status"]): void {
    for (const [shard, place] of this.#places.entries()) {
      if (place?.owner === owner) this.#places[shard] = { owner, status };
    }
  }
}
