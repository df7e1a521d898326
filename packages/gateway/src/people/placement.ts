import { asShardId, shardAt, shardCountOf, type ShardId } from "@cablecut/protocol";
import type { RoomWatch } from "../routing/room-watch.ts";

/** Accounts opened through this gateway that the rooms' status does not count yet are remembered this long, ms. */
const unreportedMs = 1_000;

type AttendeesPerShard = Pick<RoomWatch, "topology" | "best" | "isAnswering">;

/** Chooses the shard for a new account: the room with the fewest attendees that serves, and its emptiest shard. */
export class Placement {
  readonly #watch: AttendeesPerShard;
  readonly #nowMs: () => number;
  readonly #recent: { readonly shard: ShardId; readonly atMs: number }[] = [];
  /** Of them, by shard: a hall comes in at a thousand a second, and nobody's place is found by counting those of the last second. */
  readonly #unreported: number[];

  constructor(watch: AttendeesPerShard, nowMs: () => number) {
    this.#watch = watch;
    this.#nowMs = nowMs;
    this.#unreported = Array.from({ length: shardCountOf(watch.topology) }, () => 0);
  }

  /** Null while no room serves any shard. */
  choose(): ShardId | null {
    const nowMs = this.#nowMs();
    const best = this.#watch.best();
    if (best === null) return null;
    this.#forgetReported(nowMs);
    const perShard = this.#unreported.map(
      (unreported, shard) =>
        unreported + (best.accountsPerShard[shard] ?? 0) + (best.syntheticPerShard[shard] ?? 0),
    );
    const owners = perShard.map((_, shard) => shardAt(best.shards, shard));
    const perRoom = this.#watch.topology.rooms.map(() => 0);
    for (const [shard, at] of owners.entries())
      if (at !== null) perRoom[at.owner] = (perRoom[at.owner] ?? 0) + (perShard[shard] ?? 0);
    let chosen: { shard: ShardId; inRoom: number; inShard: number } | null = null;
    for (const [shard, at] of owners.entries()) {
      if (at?.status !== "serving" || !this.#watch.isAnswering(at.owner)) continue;
      const inRoom = perRoom[at.owner] ?? 0;
      const inShard = perShard[shard] ?? 0;
      const fewer = chosen === null ? -1 : inRoom - chosen.inRoom || inShard - chosen.inShard;
      if (fewer < 0) chosen = { shard: asShardId(shard), inRoom, inShard };
    }
    if (chosen === null) return null;
    const { shard } = chosen;
    this.#recent.push({ shard, atMs: nowMs });
    this.#unreported[shard] = (this.#unreported[shard] ?? 0) + 1;
    return shard;
  }

  #forgetReported(nowMs: number): void {
    for (let [first] = this.#recent; first !== undefined; [first] = this.#recent) {
      if (nowMs - first.atMs <= unreportedMs) return;
      this.#recent.shift();
      this.#unreported[first.shard] = (this.#unreported[first.shard] ?? 0) - 1;
    }
  }
}
