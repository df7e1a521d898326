import {
  asRoomIndex,
  cableId,
  cableNames,
  type CableId,
  type LocalizedText,
  type RoomIndex,
  type Topology,
} from "@cablecut/protocol";
import type { Point } from "../point.ts";

/** Where everything of the hall stands, px of a picture of 1920 x 1080. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Building extends Box {
  readonly room: RoomIndex;
  /** "A": what tells it from the others of its city. */
  readonly letter: string;
}

export interface CityPlace {
  readonly city: string;
  readonly name: LocalizedText;
  readonly centreX: number;
  readonly width: number;
  readonly rooms: readonly RoomIndex[];
}

export interface Fibre {
  readonly cable: CableId;
  readonly room: RoomIndex;
  /** From the roof to the core, as a cubic curve. */
  readonly curve: readonly [Point, Point, Point, Point];
  /** Where the number of its cut stands. */
  readonly mark: Point;
}

export type Side = "left" | "right" | "centre";

export interface StoryPlan {
  readonly buildings: readonly Building[];
  readonly cities: readonly CityPlace[];
  readonly fibres: readonly Fibre[];
}

export const core: Box = { x: 516, y: 258, width: 888, height: 404 };
const gap = 16;
const towers = { y: 560, height: 250 } as const;
const centreHall = { y: 676, height: 134 } as const;
const blocks: Readonly<Record<Side, { readonly x: number; readonly width: number }>> = {
  left: { x: 48, width: 408 },
  centre: { x: 800, width: 320 },
  right: { x: 1464, width: 408 },
};

/** Heights at which fibres reach the core's sides. */
const portsY = { first: 320, last: 535 } as const;
const fourPortsY = [320, 400, 470, 535] as const;
const fourMarks = [
  { x: 176, y: 362 },
  { x: 266, y: 426 },
  { x: 352, y: 482 },
  { x: 440, y: 508 },
] as const;

interface CityRooms {
  readonly id: string;
  readonly name: LocalizedText;
  readonly rooms: readonly RoomIndex[];
}

/** The city to be cut stands on the left, the largest other one on the right, the rest between them. */
export function planStory(topology: Topology): StoryPlan {
  const cities: CityRooms[] = topology.cities
    .map(({ id, name }) => ({ id, name, rooms: roomsOf(topology, id) }))
    .filter(({ rooms }) => rooms.length > 0);
  const cut = cities.filter(({ id }) => id === topology.cutCity);
  const [right, ...rest] = cities
    .filter(({ id }) => id !== topology.cutCity)
    .toSorted((one, other) => other.rooms.length - one.rooms.length);
  const groups: readonly (readonly [Side, readonly CityRooms[]])[] = [
    ["left", cut],
    ["right", right === undefined ? [] : [right]],
    ["centre", rest],
  ];
  const buildings = groups.flatMap(([side, group]) => buildingsOf(topology, side, group));
  return {
    buildings: buildings.toSorted((one, other) => one.room - other.room),
    cities: groups.flatMap(([, group]) => group.map((city) => placeCity(city, buildings))),
    fibres: groups.flatMap(([side]) => fibresOf(topology, side, buildings)),
  };
}

function roomsOf(topology: Topology, city: string): RoomIndex[] {
  return topology.rooms.flatMap((room, index) => (room.city === city ? [asRoomIndex(index)] : []));
}

function buildingsOf(topology: Topology, side: Side, group: readonly CityRooms[]): Building[] {
  const rooms = group.flatMap((city) => city.rooms);
  const block = blocks[side];
  const width = (block.width - gap * (rooms.length - 1)) / Math.max(1, rooms.length);
  return rooms.map((room, position) => ({
    room,
    letter: letterOf(topology, room),
    x: block.x + position * (width + gap),
    width,
    ...(side === "centre" ? centreHall : towers),
  }));
}

function letterOf(topology: Topology, room: RoomIndex): string {
  const entry = topology.rooms[room];
  const city = topology.cities.find(({ id }) => id === entry?.city);
  const rest = (entry?.name.en ?? "").replace(city?.name.en ?? "", "").trim();
  return rest === "" ? String(room + 1) : rest.slice(0, 2);
}

function placeCity({ id, name, rooms }: CityRooms, buildings: readonly Building[]): CityPlace {
  const own = buildings.filter(({ room }) => rooms.includes(room));
  const left = Math.min(...own.map(({ x }) => x));
  const right = Math.max(...own.map(({ x, width }) => x + width));
  return { city: id, name, rooms, centreX: (left + right) / 2, width: right - left };
}

function fibresOf(topology: Topology, side: Side, buildings: readonly Building[]): Fibre[] {
  const own = buildings.filter((building) => sideOf(building) === side);
  const roofs = own.flatMap((building) =>
    cableNames.map((name, position) => ({
      room: building.room,
      cable: cableId(topology.rooms[building.room]?.id ?? "", name),
      x: building.x + building.width * (position === 0 ? 0.306 : 0.714),
      y: building.y,
    })),
  );
  if (side === "centre") {
    return roofs.map(({ room, cable, x, y }) => {
      const foot = core.y + core.height;
      const middle = { x, y: (y + foot) / 2 };
      return { room, cable, curve: [{ x, y }, middle, middle, { x, y: foot }], mark: middle };
    });
  }
  const mirror = (x: number): number => (side === "left" ? x : 1_920 - x);
  const outsideFirst = roofs.toSorted((one, other) => mirror(one.x) - mirror(other.x));
  return outsideFirst.map(({ room, cable, x, y }, position) => {
    const portY = portOf(position, outsideFirst.length);
    const from = mirror(x);
    const curve = [
      { x: from, y },
      { x: from, y: y - (y - portY) * 0.75 },
      { x: from + (core.x - from) * 0.47, y: portY },
      { x: core.x, y: portY },
    ] as const;
    const mark =
      (outsideFirst.length === 4 ? fourMarks[position] : undefined) ?? pointAt(curve, 0.42);
    const mirrored = curve.map((point) => ({ x: mirror(point.x), y: point.y }));
    return {
      room,
      cable,
      curve: mirrored as unknown as Fibre["curve"],
      mark: { x: mirror(mark.x), y: mark.y },
    };
  });
}

/** In which part of the picture a building stands, by its left upper corner or its roof. */
export function sideOf({ x, y }: Point): Side {
  if (y === centreHall.y) return "centre";
  return x < core.x ? "left" : "right";
}

function portOf(position: number, count: number): number {
  const four = count === 4 ? fourPortsY[position] : undefined;
  if (four !== undefined) return four;
  const { first, last } = portsY;
  return count < 2 ? (first + last) / 2 : first + ((last - first) * position) / (count - 1);
}

/** A point of the curve, `t` from 0 to 1. */
export function pointAt([a, b, c, d]: Fibre["curve"], t: number): Point {
  const s = 1 - t;
  const at = (k: keyof Point): number =>
    s * s * s * a[k] + 3 * s * s * t * b[k] + 3 * s * t * t * c[k] + t * t * t * d[k];
  return { x: at("x"), y: at("y") };
}

/** Lower ones under the figure of a lost quorum. */
export function quorumBuildings({ buildings }: StoryPlan): readonly Building[] {
  return buildings.map((building) =>
    building.y === centreHall.y
      ? { ...building, y: 674, height: 106 }
      : { ...building, y: 594, height: 186 },
  );
}

/** Small buildings beside the join code. */
export function lobbyBuildings(topology: Topology): {
  readonly buildings: readonly Building[];
  readonly cities: readonly CityPlace[];
} {
  const from = 868;
  const width = 1_004;
  const within = 16;
  const between = 24;
  const cities = topology.cities
    .map(({ id, name }) => ({ id, name, rooms: roomsOf(topology, id) }))
    .filter(({ rooms }) => rooms.length > 0);
  const gaps = (topology.rooms.length - cities.length) * within + (cities.length - 1) * between;
  const alone = cities.filter(({ rooms }) => rooms.length === 1).length;
  const others = topology.rooms.length - alone;
  // A city of one room is wide enough for its name at the size at which those of two rooms fit.
  const aloneWidth = others === 0 ? (width - gaps) / alone : 312;
  const each = (width - gaps - alone * aloneWidth) / Math.max(1, others);
  const buildings: Building[] = [];
  let x = from;
  for (const city of cities) {
    for (const room of city.rooms) {
      const own = city.rooms.length === 1 ? aloneWidth : each;
      const letter = letterOf(topology, room);
      buildings.push({ room, letter, x, y: 704, width: own, height: 106 });
      x += own + within;
    }
    x += between - within;
  }
  return { buildings, cities: cities.map((city) => placeCity(city, buildings)) };
}
