import {
  homeRoomOf,
  shardAt,
  shardCountOf,
  asShardId,
  type RoomIndex,
  type ShardId,
  type Topology,
} from "@cablecut/protocol";

export interface ShardTile {
  readonly shard: ShardId;
  readonly home: RoomIndex;
  readonly status: "serving" | "switching";
}

export interface ShardMove {
  readonly shard: ShardId;
  readonly from: RoomIndex;
  readonly to: RoomIndex;
}

/** The tiles of every room: those at home first, then the guests, each in order of number. */
export function tilesByRoom(shards: string, topology: Topology): readonly (readonly ShardTile[])[] {
  const rooms: ShardTile[][] = topology.rooms.map(() => []);
  for (let shard = 0; shard < shardCountOf(topology); shard += 1) {
    const at = shardAt(shards, shard);
    if (at === null) continue;
    const id = asShardId(shard);
    rooms[at.owner]?.push({ shard: id, home: homeRoomOf(topology, id), status: at.status });
  }
  return rooms.map((tiles, room) =>
    tiles.toSorted(
      (a, b) => Number(a.home !== room) - Number(b.home !== room) || a.shard - b.shard,
    ),
  );
}

/** Shards whose owner is another one than before; none where nothing was known before. */
export function movesBetween(before: string | null, after: string): readonly ShardMove[] {
  if (before === null) return [];
  const moves: ShardMove[] = [];
  for (let shard = 0; shard < after.length; shard += 1) {
    const from = shardAt(before, shard);
    const to = shardAt(after, shard);
    if (from === null || to === null || from.owner === to.owner) continue;
    moves.push({ shard: asShardId(shard), from: from.owner, to: to.owner });
  }
  return moves;
}

/** Columns of tiles in a room's box, so that all of them fit into `width` x `height` as large as possible, at most `sizeMax`. */
export function tileGrid(
  count: number,
  width: number,
  height: number,
  sizeMax: number,
): { readonly columns: number; readonly size: number } {
  for (let size = sizeMax; size > 4; size -= 1) {
    const columns = Math.floor(width / size);
    if (columns * Math.floor(height / size) >= count) return { columns, size };
  }
  return { columns: Math.floor(width / 4), size: 4 };
}
