import { asShardId, shardAt, shardCountOf, type RoomIndex, type ShardId } from "@cablecut/protocol";
import type { RoomWatch } from "../routing/room-watch.ts";

/** Accounts opened through this gateway that the rooms' status does not count yet are remembered this long, ms. */
const unreportedMs = 1_000;

type AttendeesPerShard = Pick<RoomWatch, "topology" | "best" | "isAnswering">;

/** Chooses the shard for a new account: the room with the fewest attendees that serves, and its emptiest shard. */
export class Placement {
  readonly #watch: AttendeesPerShard;
  readonly #nowMs: () => number;
  readonly #recent: { readonly shard: ShardId; readonly atMs: number }[] = [];

  constructor(watch: AttendeesPerShard, nowMs: () => number) {
    this.#watch = watch;
    this.#nowMs = nowMs;
  }

  /** Null while no room serves any shard. */
  choose(): ShardId | null {
    const nowMs = this.#nowMs();
    const best = this.#watch.best();
    if (best === null) return null;
    while (nowMs - (this.#recent[0]?.atMs ?? nowMs) > unreportedMs) this.#recent.shift();
    const shards = shardCountOf(this.#watch.topology);
    const perShard = best.accountsPerShard.map(
      (people, shard) => people + (best.syntheticPerShard[shard] ?? 0),
    );
    for (const { shard } of this.#recent) perShard[shard] = (perShard[shard] ?? 0) + 1;
    const perRoom = this.#watch.topology.rooms.map(() => 0);
    const servers = new Map<ShardId, RoomIndex>();
    for (let shard = 0; shard < shards; shard += 1) {
      const at = shardAt(best.shards, shard);
      if (at === null) continue;
      perRoom[at.owner] = (perRoom[at.owner] ?? 0) + (perShard[shard] ?? 0);
      if (at.status === "serving" && this.#watch.isAnswering(at.owner))
        servers.set(asShardId(shard), at.owner);
    }
    let chosen: { shard: ShardId; inRoom: number; inShard: number } | null = null;
    for (const [shard, room] of servers) {
      const inRoom = perRoom[room] ?? 0;
      const inShard = perShard[shard] ?? 0;
      const fewer = chosen === null ? -1 : inRoom - chosen.inRoom || inShard - chosen.inShard;
      if (fewer < 0) chosen = { shard, inRoom, inShard };
    }
    if (chosen === null) return null;
    this.#recent.push({ shard: chosen.shard, atMs: nowMs });
    return chosen.shard;
  }
}
