import * as z from "zod";
import { asRoomIndex, type RoomIndex, type ShardId } from "../values/ids.ts";
import { roomsMax, shardsMax } from "../values/limits.ts";
import { present } from "../values/present.ts";

const localizedText = z.strictObject({
  en: z.string().min(1).max(40),
  zh: z.string().min(1).max(20),
});

const identifier = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "must be lower-case letters, digits and hyphens")
  .max(16);

const city = z.strictObject({
  id: identifier,
  name: localizedText,
  /** Degrees. */
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});

const room = z.strictObject({ id: identifier, city: identifier, name: localizedText });

/**
 * Three, five or seven rooms in any cities. Each room starts with `shardsPerRoom` shards; shard s is at home in room
 * s mod rooms, so that neighbours in number live far apart.
 */
export const topologySchema = z
  .strictObject({
    cities: z.array(city).min(1).max(roomsMax),
    rooms: z.array(room).min(3).max(roomsMax),
    shardsPerRoom: z.number().int().min(1).max(60).default(20),
    /** The city whose cables the show cuts. */
    cutCity: identifier,
  })
  .superRefine((topology, context) => {
    const issue = (message: string): void => context.addIssue({ code: "custom", message });
    if (topology.rooms.length % 2 === 0) issue("the number of rooms must be odd: 3, 5 or 7");
    if (topology.rooms.length * topology.shardsPerRoom > shardsMax) {
      issue(`rooms x shardsPerRoom must be at most ${shardsMax}`);
    }
    const cityIds = topology.cities.map((entry) => entry.id);
    const roomIds = topology.rooms.map((entry) => entry.id);
    if (new Set(cityIds).size !== cityIds.length) issue("two cities have the same id");
    if (new Set(roomIds).size !== roomIds.length) issue("two rooms have the same id");
    for (const entry of topology.rooms) {
      if (!cityIds.includes(entry.city))
        issue(`room ${entry.id} names the unknown city ${entry.city}`);
    }
    if (!cityIds.includes(topology.cutCity)) issue(`cutCity ${topology.cutCity} is no city`);
  });

export type Topology = z.infer<typeof topologySchema>;

/** Cables are cut by the names of rooms and cities, or all of them. */
export const namesOfTheirOwn = 'rooms and cities need names of their own, and none may be "all"';

/** `names`: of all rooms and cities. */
export function haveNamesOfTheirOwn(names: readonly string[]): boolean {
  return new Set([...names, "all"]).size === names.length + 1;
}

/** As somebody states it for a new show. One that a show has already is taken as it is: without a fabric it has run all the same. */
export const statedTopologySchema = topologySchema.refine(
  ({ cities, rooms }) => haveNamesOfTheirOwn([...cities, ...rooms].map(({ id }) => id)),
  namesOfTheirOwn,
);

/** Three places, five centers. */
export const defaultTopology: Topology = {
  cities: [
    { id: "hz", name: { en: "Hangzhou", zh: "杭州" }, latitude: 30.27, longitude: 120.16 },
    { id: "sh", name: { en: "Shanghai", zh: "上海" }, latitude: 31.23, longitude: 121.47 },
    { id: "sz", name: { en: "Shenzhen", zh: "深圳" }, latitude: 22.54, longitude: 114.06 },
  ],
  rooms: [
    { id: "hz-a", city: "hz", name: { en: "Hangzhou A", zh: "杭州A" } },
    { id: "hz-b", city: "hz", name: { en: "Hangzhou B", zh: "杭州B" } },
    { id: "sh-a", city: "sh", name: { en: "Shanghai A", zh: "上海A" } },
    { id: "sh-b", city: "sh", name: { en: "Shanghai B", zh: "上海B" } },
    { id: "sz-a", city: "sz", name: { en: "Shenzhen A", zh: "深圳A" } },
  ],
  shardsPerRoom: 20,
  cutCity: "hz",
};

export const cableNames = ["A", "B"] as const;
export type CableName = (typeof cableNames)[number];
/** "hz-a/A": one of the two cables of a room. */
export type CableId = `${string}/${CableName}`;

export function cableId(roomId: string, cable: CableName): CableId {
  return `${roomId}/${cable}`;
}

/** A room of the topology by its position; any other position is a bug and throws. */
export function roomIn(topology: Topology, room: number): Topology["rooms"][number] {
  return present(topology.rooms[room], `room ${room}`);
}

export function shardCountOf(topology: Topology): number {
  return topology.rooms.length * topology.shardsPerRoom;
}

export function homeRoomOf(topology: Topology, shard: ShardId): RoomIndex {
  return asRoomIndex(shard % topology.rooms.length);
}

/**
 * The order in which the show cuts a city: every room's first cable, then every room's second, so that the rooms go
 * dark one after the other: hz-a/A, hz-b/A, hz-a/B, hz-b/B.
 */
export function cutOrder(topology: Topology, cityId: string): readonly CableId[] {
  const roomIds = topology.rooms.filter((entry) => entry.city === cityId).map((entry) => entry.id);
  return cableNames.flatMap((cable) => roomIds.map((roomId) => cableId(roomId, cable)));
}

/**
 * House accounts come first in the ledger: for every shard a canary and its till, both in that shard.
 * The canary of shard s is account 2s, its till 2s + 1.
 */
export function houseAccountsOf(topology: Topology): number {
  return 2 * shardCountOf(topology);
}
