import {
  asRoomIndex,
  type LinkReport,
  type PathPlanes,
  type PathReport,
  type RoomIndex,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { isCutOff, realCables, type PathEnd } from "./path-cables.ts";

const rooms = [0, 1, 2, 3, 4].map(asRoomIndex);

/** Five rooms and a gateway that see each other over both networks, but for the paths that `state` says otherwise of. */
function network(
  state: (from: number | null, to: number, planes: PathPlanes) => Partial<PathReport>,
): PathEnd[] {
  return [null, ...rooms].map((room) => ({
    room,
    links: rooms
      .filter((to) => to !== room)
      .map((to): LinkReport => ({
        room: to,
        paths: (["AA", "BB"] as const).map((planes) => ({
          planes,
          up: true,
          silentMs: 5,
          ...state(room, to, planes),
        })),
      })),
  }));
}

/** These planes are cut, for so long. */
function cut(ages: Readonly<Record<string, number>>, ends = network(() => ({}))): PathEnd[] {
  return ends.map(({ room: from, links }) => ({
    room: from,
    links: links.map(({ room: to, paths }) => ({
      room: to,
      paths: paths.map((path) => {
        const silentMs = Math.max(
          ages[`${from}${path.planes[0]}`] ?? -1,
          ages[`${to}${path.planes[0]}`] ?? -1,
        );
        return silentMs < 0 ? path : { ...path, up: false, silentMs };
      }),
    })),
  }));
}

const heard = (ends: readonly PathEnd[], ...gone: readonly number[]): PathEnd[] =>
  ends.filter(({ room }) => room === null || !gone.includes(room));

function told(ends: readonly PathEnd[], state: "cut" | "unknown" = "cut"): string[] {
  return realCables(rooms, ends)
    .filter((cable) => cable.state === state)
    .map(({ room, name, silentMs }) => `${room}${name} ${silentMs}`);
}

test("while every path is up every cable carries", () => {
  expect(told(network(() => ({})))).toEqual([]);
  expect(
    told(
      network(() => ({})),
      "unknown",
    ),
  ).toEqual([]);
});

test("one card of one room: that cable is cut, and nobody else's, though a path of each of them is silent", () => {
  expect(told(cut({ "0A": 1_500 }))).toEqual(["0A 1500"]);
});

test("a room that is gone says nothing of its own; the others' cables are as these see them", () => {
  const ends = heard(cut({ "0A": 3_000, "0B": 2_400, "1A": 2_900, "1B": 2_300 }), 0, 1);
  expect(told(ends)).toEqual(["0A 3000", "0B 2400", "1A 2900", "1B 2300"]);
});

test("a switch that is off has cut its plane of every room", () => {
  const ages = Object.fromEntries(rooms.map((room) => [`${room}B`, 800]));
  expect(told(cut(ages))).toEqual(rooms.map((room) => `${room}B 800`));
});

test("a gateway whose own card is dead does not make the rooms' cables cut", () => {
  const ends = network((from, _, planes) =>
    from === null && planes === "AA" ? { up: false, silentMs: 9_000 } : {},
  );
  expect(told(ends)).toEqual([]);
});

test("a gateway whose own cables are all gone knows of no cable but by a room that it has just heard", () => {
  const alone = network((from) => (from === null ? { up: false, silentMs: 2_000 } : {}));
  const gateway = heard(alone, ...rooms);
  expect(told(gateway)).toEqual([]);
  expect(told(gateway, "unknown")).toHaveLength(10);
  expect(told(heard(alone, 0, 1, 2, 3))).toEqual([]);
  expect(told(heard(alone, 0, 1, 2, 3), "unknown")).toEqual(["4A null", "4B null"]);
});

test("a gateway beside a room whose machine lost both cables knows of no cable: that room is heard without one, and reaches nobody", () => {
  const ends = cut({ "0A": 3_000, "0B": 2_900, nullA: 3_000, nullB: 2_900 });
  const beside = heard(ends, 1, 2, 3, 4);
  expect(beside.map(({ room }) => room)).toEqual([null, 0]);
  expect(told(beside)).toEqual([]);
  expect(told(beside, "unknown")).toHaveLength(10);
});

test("whoever has no way left is cut off; one that is up is enough, and who never had one begins", () => {
  const of = (state: Partial<PathReport>, one: Partial<PathReport> = state) =>
    network((_, to, planes) => (to === 2 && planes === "BB" ? one : state))[0]!.links;
  const down = { up: false, silentMs: 4_000 };
  expect(isCutOff(of(down))).toBe(true);
  expect(isCutOff(of(down, {}))).toBe(false);
  const never = { up: false, silentMs: null };
  expect(isCutOff(of(never))).toBe(false);
  expect(isCutOff(of(never, down))).toBe(true);
  // A fabric's cables are everybody's.
  expect(isCutOff([])).toBe(false);
});

test("a room whose plane one other room alone cannot reach is not cut", () => {
  const ends = network((from, to, planes) =>
    planes === "AA" && (from === 2 ? to === 3 : from === 3 && to === 2)
      ? { up: false, silentMs: 4_000 }
      : {},
  );
  expect(told(ends)).toEqual([]);
});

test("a path that was never up says nothing, and where there is no other the cable is unknown", () => {
  const never = { up: false, silentMs: null };
  const fresh = network((from, to) => (from === null || to === 4 || from === 4 ? never : {}));
  expect(told(heard(fresh, 4))).toEqual([]);
  expect(told(heard(fresh, 4), "unknown")).toEqual(["4A null", "4B null"]);
});

test("with crossed paths a room is reached over a plane from either plane of the others", () => {
  const links: LinkReport[] = [
    {
      room: asRoomIndex(1),
      paths: [
        { planes: "AA", up: false, silentMs: 2_000 },
        { planes: "BA", up: true, silentMs: 4 },
        { planes: "AB", up: false, silentMs: 2_000 },
        { planes: "BB", up: false, silentMs: 1_000 },
      ],
    },
  ];
  const of = (room: RoomIndex | null) =>
    realCables(rooms.slice(0, 2), [{ room, links }]).filter((cable) => cable.room === 1);
  expect(of(null).map(({ name, state, silentMs }) => [name, state, silentMs])).toEqual([
    ["A", "carries", null],
    ["B", "cut", 1_000],
  ]);
});
