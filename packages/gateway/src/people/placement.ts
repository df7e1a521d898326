import {
  asRoomIndex,
  asShardId,
  shardAt,
  shardCountOf,
  type RoomIndex,
  type ShardId,
} from "@cablecut/protocol";
import type { RoomWatch } from "../routing/room-watch.ts";

/** Accounts opened through this gateway that the rooms' status does not count yet are remembered this long, ms. */
const unreportedMs = 1_000;

type AttendeesPerShard = Pick<RoomWatch, "topology" | "best" | "isAnswering">;

/**
 * Those who come in one moment go to one room, of very many at most so many, and one in so many of those who are here already: a
 * room puts them into the log in one entry, where five rooms would each have one on its way, at five times the cost.
 */
const togetherMax = 16;
const togetherShare = 64;
const momentMs = 20;

/** Chooses the shard for a new account: the room with the fewest attendees that serves, and its emptiest shard. */
export class Placement {
  readonly #watch: AttendeesPerShard;
  readonly #nowMs: () => number;
  readonly #recent: { readonly shard: ShardId; readonly atMs: number }[] = [];
  /** Of them, by shard: a hall comes in at a thousand a second, and nobody's place is found by counting those of the last second. */
  readonly #unreported: number[];
  /** Where those go who come in the same moment. */
  #together: { readonly room: RoomIndex; readonly untilMs: number; left: number } | null = null;

  /** What was served when it was looked up last. */
  #served: { readonly key: string; readonly serving: readonly Serving[] } = {
    key: "",
    serving: [],
  };

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
    const serving = this.#serving(best.shards);
    const together = this.#roomOf(nowMs);
    const chosen =
      together === null
        ? null
        : emptiest(
            serving.filter(({ owner }) => owner === together),
            perShard,
          );
    const { shard } = chosen ?? this.#inEmptiestRoom(serving, perShard, nowMs) ?? { shard: null };
    if (shard === null) return null;
    this.#recent.push({ shard, atMs: nowMs });
    this.#unreported[shard] = (this.#unreported[shard] ?? 0) + 1;
    return shard;
  }

  /** Looked up anew when a shard has moved or a room has fallen silent, and not for each of a hall. */
  #serving(shards: string): readonly Serving[] {
    const { topology } = this.#watch;
    const answering = topology.rooms.map((_, room) => this.#watch.isAnswering(asRoomIndex(room)));
    const key = `${shards} ${answering.join()}`;
    if (this.#served.key === key) return this.#served.serving;
    const serving = this.#unreported.flatMap((_, shard) => {
      const at = shardAt(shards, shard);
      const serves = at?.status === "serving" && answering[at.owner] === true;
      return serves ? [{ shard: asShardId(shard), owner: at.owner }] : [];
    });
    this.#served = { key, serving };
    return serving;
  }

  /** Null where another one is to be looked for. */
  #roomOf(nowMs: number): RoomIndex | null {
    const together = this.#together;
    if (together === null || together.left === 0 || nowMs > together.untilMs) return null;
    together.left -= 1;
    return together.room;
  }

  #inEmptiestRoom(
    serving: readonly Serving[],
    perShard: readonly number[],
    nowMs: number,
  ): Serving | null {
    const perRoom = this.#watch.topology.rooms.map(() => 0);
    for (const { shard, owner } of serving)
      perRoom[owner] = (perRoom[owner] ?? 0) + (perShard[shard] ?? 0);
    const rooms = serving.map(({ owner }) => owner);
    const fewest = Math.min(...rooms.map((room) => perRoom[room] ?? 0));
    const room = rooms.find((each) => perRoom[each] === fewest);
    if (room === undefined) return null;
    const all = perRoom.reduce((sum, each) => sum + each, 0);
    const left = Math.max(0, Math.min(togetherMax, Math.floor(all / togetherShare)) - 1);
    this.#together = { room, untilMs: nowMs + momentMs, left };
    return emptiest(
      serving.filter(({ owner }) => owner === room),
      perShard,
    );
  }

  #forgetReported(nowMs: number): void {
    for (let [first] = this.#recent; first !== undefined; [first] = this.#recent) {
      if (nowMs - first.atMs <= unreportedMs) return;
      this.#recent.shift();
      this.#unreported[first.shard] = (this.#unreported[first.shard] ?? 0) - 1;
    }
  }
}

/** A shard that is served. */
interface Serving {
  readonly shard: ShardId;
  readonly owner: RoomIndex;
}

function emptiest(shards: readonly Serving[], perShard: readonly number[]): Serving | null {
  let chosen: Serving | null = null;
  let fewest = Number.POSITIVE_INFINITY;
  for (const each of shards) {
    const inShard = perShard[each.shard] ?? 0;
    if (inShard >= fewest) continue;
    chosen = each;
    fewest = inShard;
  }
  return chosen;
}
