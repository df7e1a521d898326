import type { RoomIndex, ShowSnapshot, Topology } from "@cablecut/protocol";
import { pitchFor, scatter, windowPlaces, type Pitch } from "./facade.ts";
import { windowsOf, windowsPerRoom, type HallState, type Window } from "./hall.ts";
import type { Building } from "./plan.ts";

/** A window with its place in the picture, px. */
export interface PlacedWindow extends Window {
  readonly x: number;
  readonly y: number;
}

export interface HallPicture {
  readonly pitch: Pitch;
  readonly windows: readonly PlacedWindow[];
  /** The accounts of the frame that it was drawn from: another set is another frame. */
  readonly booked: ReadonlySet<number>;
}

/** Every window where it stands now. Nothing of it is remembered: a page that is loaded later draws the same. */
export function hallPicture(
  hall: HallState,
  snapshot: Pick<ShowSnapshot, "shards" | "rooms" | "cables" | "people">,
  topology: Topology,
  buildings: readonly Building[],
): HallPicture {
  const pitch = pitchFor(buildings, (peopleEach) => {
    const perRoom = windowsPerRoom(hall, snapshot, topology, peopleEach);
    return buildings.map(({ room }) => perRoom[room] ?? 0);
  });
  const windows = windowsOf(hall, snapshot, topology, pitch.peopleEach);
  const byRoom = new Map<RoomIndex, Window[]>();
  for (const window of windows) {
    const others = byRoom.get(window.room);
    if (others === undefined) byRoom.set(window.room, [window]);
    else others.push(window);
  }
  return {
    pitch,
    booked: hall.booked,
    windows: buildings.flatMap((building) => {
      const own = byRoom.get(building.room) ?? [];
      const places = windowPlaces(building, pitch.pitch);
      const taken = scatter(
        own.map(({ key }) => key),
        places.length,
      );
      return own.flatMap((window) => {
        const place = places[taken.get(window.key) ?? -1];
        return place === undefined ? [] : [{ ...window, x: place.x, y: place.y }];
      });
    }),
  };
}
