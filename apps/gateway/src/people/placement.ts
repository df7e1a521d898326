import { shardAt, shardCountOf, type RoomIndex, type ShardId } from "@cablecut/protocol";
import type { RoomWatch } from "../rooms/room-watch.ts";

/** Accounts opened through this gateway that the rooms' status does not count yet are remembered this long, ms. */
const unreportedMs = 1_000;

/** Chooses the shard for a new account: the room with the fewest people that serves, and its emptiest shard. */
export class Placement {
  readonly #watch: RoomWatch;
  readonly #recent: { readonly shard: number; readonly atMs: number }[] = [];

  constructor(watch: RoomWatch) {
    this.#watch = watch;
  }

  /** Null while no room serves any shard. */
  choose(nowMs: number): ShardId | null {
    const best = this.#watch.best();
    if (best === null) return null;
    while (this.#recent.length > 0 && nowMs - this.#recent[0]!.atMs > unreportedMs)
      this.#recent.shift();
    const shards = shardCountOf(this.#watch.topology);
    const perShard = best.accountsPerShard.slice();
    for (const { shard } of this.#recent) perShard[shard]! += 1;
    const perRoom = this.#watch.topology.rooms.map(() => 0);
    const servers = new Map<number, RoomIndex>();
    for (let shard = 0; shard < shards; shard += 1) {
      const at = shardAt(best.shards, shard);
      if (at === null) continue;
      perRoom[at.owner]! += perShard[shard] ?? 0;
      if (at.status === "serving" && this.#watch.isAnswering(at.owner))
        servers.set(shard, at.owner);
    }
    let chosen: number | null = null;
    for (const [shard, room] of servers) {
      if (chosen === null) chosen = shard;
      const chosenRoom = servers.get(chosen)!;
      const fewer = perRoom[room]! - perRoom[chosenRoom]!;
      if (fewer < 0 || (fewer === 0 && perShard[shard]! < perShard[chosen]!)) chosen = shard;
    }
    if (chosen !== null) this.#recent.push({ shard: chosen, atMs: nowMs });
    return chosen as ShardId | null;
  }
}
