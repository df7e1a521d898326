import {
  cableNames,
  cableId,
  asRoomIndex,
  type CableId,
  type RoomIndex,
  type Topology,
} from "@cablecut/protocol";
import type { Cubic } from "./curves.ts";
import type { Point } from "../point.ts";

/**
 * The map as a plan, like a metro's: west is left, east is right, the southernmost single room is at the bottom, and
 * the backbone is a ring in the middle to which every room has its two cables. Distances are not to scale: two
 * neighbouring cities must be told apart from row 40. No coastline and no border is drawn.
 *
 * Units are pixels at 1920x1080.
 */
export const planSize = { width: 1_060, height: 660 } as const;
export const boxSize = { width: 296, height: 206 } as const;
export const ringRadius = 122;
/** Boxes above each other that the map is high enough for. */
const columnRoomsMax = 3;

export interface RoomPlace {
  readonly room: RoomIndex;
  readonly x: number;
  readonly y: number;
  readonly side: "left" | "right" | "bottom";
}

export interface CablePlace {
  readonly cable: CableId;
  readonly room: RoomIndex;
  /** From the room's box to the backbone. */
  readonly curve: Cubic;
  /** Where it meets the ring, radians clockwise from the east. */
  readonly ringAngle: number;
}

export interface MapPlan {
  readonly ringCentre: Point;
  readonly rooms: readonly RoomPlace[];
  readonly cables: readonly CablePlace[];
  /** The lower corners are free of boxes, for a legend and the like. */
  readonly cornersFree: boolean;
}

/** A pure function of the topology: every screen of a show draws the same map. */
export function planMap(topology: Topology): MapPlan {
  const sides = shareSides(topology);
  const ringCentre: Point = {
    x: planSize.width / 2,
    y: sides.bottom.length > 0 ? (planSize.height - boxSize.height - 26) / 2 : planSize.height / 2,
  };
  const columnHeight = sides.bottom.length > 0 ? 2 * ringCentre.y + 60 : planSize.height;
  const rooms: RoomPlace[] = [
    ...column(sides.left, "left", 0, columnHeight),
    ...column(sides.right, "right", planSize.width - boxSize.width, columnHeight),
    ...sides.bottom.map((room) => ({
      room,
      x: (planSize.width - boxSize.width) / 2,
      y: planSize.height - boxSize.height,
      side: "bottom" as const,
    })),
  ];
  const cables = (["left", "right", "bottom"] as const).flatMap((side) =>
    placeCables(
      topology,
      rooms.filter((place) => place.side === side),
      side,
      ringCentre,
    ),
  );
  return {
    ringCentre,
    rooms: rooms.toSorted((a, b) => a.room - b.room),
    cables,
    cornersFree: Math.max(sides.left.length, sides.right.length) < columnRoomsMax,
  };
}

interface Sides {
  readonly left: readonly RoomIndex[];
  readonly right: readonly RoomIndex[];
  readonly bottom: readonly RoomIndex[];
}

function shareSides(topology: Topology): Sides {
  const indexed = topology.rooms.map((room, index) => ({
    room: asRoomIndex(index),
    city: topology.cities.find((city) => city.id === room.city),
  }));
  const latitude = (entry: (typeof indexed)[number]): number => entry.city?.latitude ?? 0;
  const longitude = (entry: (typeof indexed)[number]): number => entry.city?.longitude ?? 0;

  const south = Math.min(...indexed.map(latitude));
  const southern = indexed.filter((entry) => latitude(entry) === south);
  // A city stays together unless the columns would be too high for it.
  const together = southern.length === 1 || indexed.length <= 2 * columnRoomsMax;
  const bottom = together ? (southern.length === 1 ? southern : []) : southern.slice(-1);
  const rest = indexed
    .filter((entry) => !bottom.includes(entry))
    .toSorted((a, b) => longitude(a) - longitude(b) || a.room - b.room);
  const middle = Math.ceil(rest.length / 2);
  const northFirst = (entries: typeof rest): readonly RoomIndex[] =>
    entries
      .toSorted((a, b) => latitude(b) - latitude(a) || a.room - b.room)
      .map((entry) => entry.room);
  return {
    left: northFirst(rest.slice(0, middle)),
    right: northFirst(rest.slice(middle)),
    bottom: bottom.map((entry) => entry.room),
  };
}

function column(
  rooms: readonly RoomIndex[],
  side: "left" | "right",
  x: number,
  height: number,
): RoomPlace[] {
  // What does not fit beside the ring takes the whole height of the map.
  const available = rooms.length * boxSize.height > height ? planSize.height : height;
  const gap = (available - rooms.length * boxSize.height) / Math.max(1, rooms.length);
  return rooms.map((room, row) => ({
    room,
    side,
    x,
    y: gap / 2 + row * (boxSize.height + gap),
  }));
}

/** Radians between two cables on the ring, and half the distance of a room's two cables at its box. */
const ringStep = 0.36;
const portOffset = 34;

function placeCables(
  topology: Topology,
  places: readonly RoomPlace[],
  side: RoomPlace["side"],
  centre: Point,
): CablePlace[] {
  const facing = { left: Math.PI, right: 0, bottom: Math.PI / 2 }[side];
  // Seen from the ring, the left side's rooms come in the opposite turning sense of the right side's.
  const sense = side === "right" ? 1 : -1;
  const count = places.length * cableNames.length;
  const step = Math.min(ringStep, Math.PI / Math.max(1, count));
  return places.flatMap((place, row) =>
    cableNames.map((name, lane) => {
      const position = row * cableNames.length + lane - (count - 1) / 2;
      const ringAngle = facing + sense * position * step;
      return {
        cable: cableId(topology.rooms[place.room]!.id, name),
        room: place.room,
        ringAngle,
        curve: cableCurve(place, lane === 0 ? -portOffset : portOffset, centre, ringAngle),
      };
    }),
  );
}

function cableCurve(place: RoomPlace, offset: number, centre: Point, angle: number): Cubic {
  const end = {
    x: centre.x + ringRadius * Math.cos(angle),
    y: centre.y + ringRadius * Math.sin(angle),
  };
  const start =
    place.side === "bottom"
      ? { x: place.x + boxSize.width / 2 + offset, y: place.y }
      : {
          x: place.side === "left" ? place.x + boxSize.width : place.x,
          y: place.y + boxSize.height / 2 + offset,
        };
  const reach = 0.5 * Math.hypot(end.x - start.x, end.y - start.y);
  const outward = { left: [1, 0], right: [-1, 0], bottom: [0, -1] }[place.side] as [number, number];
  return [
    start,
    { x: start.x + outward[0] * reach, y: start.y + outward[1] * reach },
    { x: end.x + Math.cos(angle) * reach * 0.6, y: end.y + Math.sin(angle) * reach * 0.6 },
    end,
  ];
}
