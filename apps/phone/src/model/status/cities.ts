import {
  shardAt,
  type LocalizedText,
  type Person,
  type RoomIndex,
  type Topology,
  type World,
} from "@cablecut/protocol";
import { cityOfRoom, roomName } from "@cablecut/ui";
import { isOut, isOwnerOut } from "./rooms-out.ts";

/** No room of the city is well. */
function isCityOut(topology: Topology, world: World, cityId: string | undefined): boolean {
  return topology.rooms.every(
    ({ city }, at) => city !== cityId || isOut(world.conditions[at] ?? "normal"),
  );
}

/** A city other than the own of which no room is well while accounts still live there: they can be paid nevertheless. */
export function cutCityElsewhere(
  topology: Topology,
  world: World,
  ownRoom: RoomIndex | null,
): { readonly id: string; readonly name: LocalizedText } | null {
  const ownCity = ownRoom === null ? null : topology.rooms[ownRoom]?.city;
  const livesSomebody = (cityId: string): boolean =>
    Array.from(world.shards).some(
      (_, shard) => topology.rooms[shardAt(world.shards, shard)?.owner ?? -1]?.city === cityId,
    );
  return (
    topology.cities.find(
      (city) =>
        city.id !== ownCity && isCityOut(topology, world, city.id) && livesSomebody(city.id),
    ) ?? null
  );
}

/** The city of the room that owns a person's account; it stays the same while the shard is switching. */
export function cityOf(
  person: Pick<Person, "shard">,
  topology: Topology,
  world: World | null,
): LocalizedText | null {
  const owner = world === null ? null : shardAt(world.shards, person.shard);
  return owner === null ? null : cityOfRoom(topology, owner.owner);
}

/**
 * What is out where a person's account lives: the city only if all of it is, else its room, beside which others of the city go on
 * booking; it may be the reader's own. Null where the room is well: its accounts move then without any cut, as on the way home.
 */
export function placeOutFor(
  { shard }: Pick<Person, "shard">,
  topology: Topology,
  world: World | null,
): LocalizedText | null {
  const owner = world === null ? null : shardAt(world.shards, shard);
  if (world === null || owner === null || !isOwnerOut(world, shard)) return null;
  return isCityOut(topology, world, topology.rooms[owner.owner]?.city)
    ? cityOfRoom(topology, owner.owner)
    : roomName(topology, owner.owner);
}

/** Both accounts are served in one city now: then the city says nothing of the other. */
export function isSameCity(
  one: Pick<Person, "shard">,
  other: Pick<Person, "shard">,
  topology: Topology,
  world: World | null,
): boolean {
  const [here, there] = [cityOf(one, topology, world), cityOf(other, topology, world)];
  return here !== null && here === there;
}
