import {
  shardAt,
  type LocalizedText,
  type Person,
  type RoomIndex,
  type Topology,
  type World,
} from "@cablecut/protocol";
import { cityOfRoom } from "@cablecut/ui";
import { isOut } from "./rooms-out.ts";

/** A city other than the own of which no room is well while accounts still live there: they can be paid nevertheless. */
export function cutCityElsewhere(
  topology: Topology,
  world: World,
  ownRoom: RoomIndex | null,
): { readonly id: string; readonly name: LocalizedText } | null {
  const ownCity = ownRoom === null ? null : topology.rooms[ownRoom]?.city;
  const isDown = (cityId: string): boolean =>
    topology.rooms.every(
      (room, at) => room.city !== cityId || isOut(world.conditions[at] ?? "normal"),
    );
  const livesSomebody = (cityId: string): boolean =>
    Array.from(world.shards, (_, shard) => shardAt(world.shards, shard)).some(
      (shard) => shard !== null && topology.rooms[shard.owner]?.city === cityId,
    );
  return (
    topology.cities.find(
      (city) => city.id !== ownCity && isDown(city.id) && livesSomebody(city.id),
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
