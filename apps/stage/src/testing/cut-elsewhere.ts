import {
  asShardId,
  defaultTopology,
  homeRoomOf,
  type RoomIndex,
  type ShowSnapshot,
} from "@cablecut/protocol";

/** Whose part each room plays where not Hangzhou was cut but Shanghai, or Shenzhen alone. */
const parts = { sh: [2, 3, 0, 1, 4], sz: [4, 2, 3, 2, 0] } as const;
export type CutElsewhere = keyof typeof parts;

/** A scene of the story as it is where another city was cut. */
export function cutElsewhere(snapshot: ShowSnapshot, city: CutElsewhere): ShowSnapshot {
  const of = parts[city];
  const playedBy = (part: number): RoomIndex[] =>
    of.flatMap((each, room) => (each === part ? [room as RoomIndex] : []));
  const renamed = (rooms: readonly RoomIndex[]): RoomIndex[] => rooms.flatMap(playedBy);
  const { rooms, cables, shards, incident } = snapshot;
  const count = defaultTopology.rooms.length;
  const shardsNow = Array.from(shards, (_, position) => {
    const home = homeRoomOf(defaultTopology, asShardId(position));
    const owner = shards[position - home + of[home]!] ?? "";
    const isSwitching = owner >= "a";
    const part = isSwitching ? owner.codePointAt(0)! - "a".codePointAt(0)! : Number(owner);
    const now = part === of[home] ? home : (playedBy(part)[0] ?? home);
    return isSwitching ? String.fromCodePoint("a".codePointAt(0)! + now) : String(now);
  });
  return {
    ...snapshot,
    rooms: rooms.map((room) => ({ ...rooms[of[room.room]!]!, room: room.room })),
    cables: cables.map((cable, at) => ({
      ...cable,
      fault: cables[of[cable.room]! * 2 + (at % 2)]!.fault,
    })),
    shards: shards.length % count === 0 ? shardsNow.join("") : shards,
    incident: incident && {
      ...incident,
      roomsLost: renamed(incident.roomsLost),
      suspectedRooms: renamed(incident.suspectedRooms),
    },
  };
}
