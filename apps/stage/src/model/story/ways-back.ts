import {
  asShardId,
  homeRoomOf,
  shardAt,
  shardCountOf,
  type ShowSnapshot,
  type Topology,
} from "@cablecut/protocol";
import { sideOf, type Building, type Side } from "./plan.ts";

/** Between which buildings arrows stand, and whether they point to the right. */
export interface WayBack {
  readonly to: Side;
  readonly gap: "left" | "right";
  readonly isToTheRight: boolean;
}

const places: readonly Side[] = ["left", "centre", "right"];

/** From the lost side on; beside the hall in the centre words may stand, and then there is no way on that side. */
export function waysBack(
  from: Side,
  sides: ReadonlySet<Side>,
  areWordsThere: boolean,
): readonly WayBack[] {
  const isTaken = (gap: WayBack["gap"]): boolean =>
    areWordsThere && from === "centre" && gap === "left";
  return places.flatMap((to) => {
    if (to === from || !sides.has(to)) return [];
    const isToTheRight = places.indexOf(to) > places.indexOf(from);
    // The last gap before the city that they come to.
    const gap = to === "left" || (to === "centre" && isToTheRight) ? "left" : "right";
    return isTaken(gap) ? [] : [{ to, gap, isToTheRight }];
  });
}

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
