import {
  asShardId,
  homeRoomOf,
  shardAt,
  shardCountOf,
  type ShowSnapshot,
  type Topology,
} from "@cablecut/protocol";
import { sideOf, type Building, type Side } from "./plan.ts";

/** Where those who lived in the lost rooms are served by now: the sides of the picture that they have come to. */
export function sidesMovedTo(
  { shards, incident }: Pick<ShowSnapshot, "shards" | "incident">,
  topology: Topology,
  buildings: readonly Building[],
): ReadonlySet<Side> {
  const lost = incident?.roomsLost ?? [];
  const sides = new Set<Side>();
  for (let position = 0; position < shardCountOf(topology); position += 1) {
    const shard = asShardId(position);
    const owner = shardAt(shards, shard)?.owner;
    if (!lost.includes(homeRoomOf(topology, shard))) continue;
    const building = buildings.find(({ room }) => room === owner);
    if (building !== undefined && !lost.includes(building.room)) sides.add(sideOf(building));
  }
  return sides;
}
