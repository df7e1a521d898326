import {
  decodeBits,
  decodeWindows,
  homeRoomOf,
  shardAt,
  asShardId,
  type HallFrame,
  type RoomIndex,
  type ShardId,
  type ShowSnapshot,
  type Topology,
} from "@cablecut/protocol";
import { roomsWithoutCable } from "../show/cables.ts";

/** What this screen has heard of the hall. */
export interface HallState {
  readonly people: readonly number[];
  readonly synthetic: readonly number[];
  /** Accounts that the gateway has met, by shard, ascending. */
  readonly met: ReadonlyMap<number, readonly MetWindow[]>;
  readonly booked: ReadonlySet<number>;
  readonly arrived: ReadonlySet<number>;
}

interface MetWindow {
  readonly account: number;
  readonly synthetic: boolean;
}

export const emptyHall: HallState = {
  people: [],
  synthetic: [],
  met: new Map(),
  booked: new Set(),
  arrived: new Set(),
};

/** After a reconnection everybody is told again; each account has one window. */
export function hallHeard(hall: HallState, frame: HallFrame): HallState {
  const accounts = (text: string): Set<number> =>
    new Set([...decodeBits(text)].map((bit) => bit + frame.firstAccount));
  return {
    people: frame.people,
    synthetic: frame.synthetic,
    met: frame.met.length === 0 ? hall.met : withMet(hall.met, frame),
    booked: accounts(frame.booked),
    arrived: accounts(frame.arrived),
  };
}

function withMet(before: HallState["met"], frame: HallFrame): HallState["met"] {
  const met = new Map(before);
  for (const { account, shard, synthetic } of decodeWindows(frame.met)) {
    const others = (met.get(shard) ?? []).filter((each) => each.account !== account);
    const all = [...others, { account, synthetic }];
    met.set(
      shard,
      all.toSorted((one, other) => one.account - other.account),
    );
  }
  return met;
}

/**
 * A window as it is now. `lit`: served. `arrived`: served by another room than before, and not seen paying there yet.
 * `unreachable`: its room cannot be reached, or its shard is being switched.
 */
export interface Window {
  /** The same for ever: the first of its accounts. */
  readonly key: number;
  readonly shard: ShardId;
  readonly room: RoomIndex;
  readonly look: "lit" | "arrived" | "unreachable";
  readonly synthetic: boolean;
  /** Its people, as far as they are known. */
  readonly accounts: readonly number[];
  /** A payment of one of its people was booked since the last frame. */
  readonly booked: boolean;
}

/** Of a hidden head count: so many windows in all, each an equal share of the hall. */
export const hiddenWindows = 400;
/** Keys of windows whose account the gateway has not met: behind every account number. */
const unmetKeys = 1_000_000;

/** All windows of the hall, residents of a room before its guests, so that guests never move them. */
export function windowsOf(
  hall: HallState,
  snapshot: Pick<ShowSnapshot, "shards" | "rooms" | "cables" | "people">,
  topology: Topology,
  peopleEach: number,
): readonly Window[] {
  const lost = lostRooms(snapshot);
  const total = hall.people.reduce((sum, count) => sum + count, 0);
  const windows = hall.people.flatMap((people, position): Window[] => {
    const shard = asShardId(position);
    const at = shardAt(snapshot.shards, shard);
    if (at === null) return [];
    const isUnreachable = at.status === "switching" || lost.has(at.owner);
    const groups = snapshot.people.hidden
      ? sharesOf(shard, shareOf(hall.people, shard, total))
      : groupsOf(hall, shard, people, peopleEach);
    return groups.map(({ key, accounts, synthetic }) => ({
      key,
      shard,
      room: at.owner,
      look: isUnreachable
        ? "unreachable"
        : mostly(accounts, hall.arrived) && !snapshot.people.hidden
          ? "arrived"
          : "lit",
      synthetic,
      accounts,
      booked: accounts.some((account) => hall.booked.has(account)),
    }));
  });
  const isGuest = ({ shard, room }: Window): boolean => homeRoomOf(topology, shard) !== room;
  return windows.toSorted(
    (one, other) =>
      Number(isGuest(one)) - Number(isGuest(other)) ||
      (isGuest(one) ? one.shard - other.shard : 0) ||
      one.key - other.key,
  );
}

/** Windows per room, for the pitch: as many as there are, whoever has been met. */
export function windowsPerRoom(
  hall: HallState,
  snapshot: Pick<ShowSnapshot, "shards" | "people">,
  topology: Topology,
  peopleEach: number,
): readonly number[] {
  const rooms = topology.rooms.map(() => 0);
  const total = hall.people.reduce((sum, count) => sum + count, 0);
  for (const [shard, people] of hall.people.entries()) {
    const owner = shardAt(snapshot.shards, shard)?.owner;
    if (owner === undefined) continue;
    const synthetic = hall.synthetic[shard] ?? 0;
    const count = snapshot.people.hidden
      ? shareOf(hall.people, asShardId(shard), total)
      : Math.ceil(people / peopleEach) + Math.ceil(synthetic / peopleEach);
    rooms[owner] = (rooms[owner] ?? 0) + count;
  }
  return rooms;
}

/** Rooms that cannot be reached now: without a cable, or without an answer. One that is back is none, whatever goes on. */
export function lostRooms({
  rooms,
  cables,
}: Pick<ShowSnapshot, "rooms" | "cables">): ReadonlySet<RoomIndex> {
  const silent = rooms.flatMap(({ room, condition }) =>
    condition === "abnormal" || condition === "switching" || condition === "dark" ? [room] : [],
  );
  return new Set([...roomsWithoutCable(cables), ...silent]);
}

interface Group {
  readonly key: number;
  readonly accounts: readonly number[];
  readonly synthetic: boolean;
}

/** Those who were met, and as many more as the log has: in groups of so many people. */
function groupsOf(hall: HallState, shard: ShardId, people: number, each: number): Group[] {
  const met = hall.met.get(shard) ?? [];
  const kind = (synthetic: boolean, count: number): Group[] => {
    const own = met.filter((window) => window.synthetic === synthetic).slice(0, count);
    const accounts = own.map(({ account }) => account);
    const unmet = Array.from(
      { length: Math.max(0, count - own.length) },
      (_, position) => unmetKeys + (shard * 1_000 + position) * 2 + Number(synthetic),
    );
    const keys = [...accounts, ...unmet];
    return Array.from({ length: Math.ceil(keys.length / each) }, (_, group) => {
      const members = keys.slice(group * each, (group + 1) * each);
      return { key: members[0] ?? 0, accounts: members, synthetic };
    });
  };
  return [...kind(false, people), ...kind(true, hall.synthetic[shard] ?? 0)];
}

function sharesOf(shard: ShardId, count: number): Group[] {
  return Array.from({ length: count }, (_, position) => ({
    key: unmetKeys + shard * 1_000 + position,
    accounts: [],
    synthetic: false,
  }));
}

/** Of `hiddenWindows`, those of this shard: running sums are rounded, so that all together are as many as there should be. */
function shareOf(people: readonly number[], shard: ShardId, total: number): number {
  if (total === 0) return 0;
  const before = people.slice(0, shard).reduce((sum, count) => sum + count, 0);
  const upTo = (count: number): number => Math.round((count * hiddenWindows) / total);
  return upTo(before + (people[shard] ?? 0)) - upTo(before);
}

function mostly(accounts: readonly number[], some: ReadonlySet<number>): boolean {
  return accounts.filter((account) => some.has(account)).length * 2 > accounts.length;
}
