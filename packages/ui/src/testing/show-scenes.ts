import {
  asCents,
  cableId,
  cableNames,
  defaultTopology,
  encodeShards,
  homeRoomOf,
  initialFundsCents,
  shardCountOf,
  type CableHealth,
  type CopiesView,
  type IncidentView,
  type LogIndex,
  type RoomCondition,
  type RoomHealth,
  type RoomIndex,
  type ShardId,
  type ShowSnapshot,
} from "@cablecut/protocol";

/** Snapshots as a gateway would send them in each scene: for tests and for looking at screens. No page imports them. */

const topology = defaultTopology;
const people = 1_640;
const house = 2 * shardCountOf(topology);

/** Hangzhou's shards: the first `moved` of them serve in Shanghai and Shenzhen, the others wait if `switching`. */
export function shardsString(moved: number, switching: boolean): string {
  let seen = 0;
  const targets = [2, 3, 4] as const;
  return encodeShards(
    Array.from({ length: shardCountOf(topology) }, (_, shard) => {
      const home = homeRoomOf(topology, shard as ShardId);
      if (home > 1) return { owner: home, status: "serving" as const };
      const position = seen++;
      if (position < moved) {
        return { owner: targets[position % 3] as RoomIndex, status: "serving" as const };
      }
      return { owner: home, status: switching ? ("switching" as const) : ("serving" as const) };
    }),
  );
}

function rooms(hangzhou: RoomCondition, leader: number): RoomHealth[] {
  return topology.rooms.map((_, index) => {
    const condition: RoomCondition = index < 2 ? hangzhou : "normal";
    return {
      room: index as RoomIndex,
      condition,
      answering: condition === "normal",
      counting: condition === "normal",
      leader: index === leader,
      term: 3,
      appliedIndex: 48_211 as LogIndex,
      lagEntries: condition === "normal" ? 0 : 912,
      heartbeatAgeMs: condition === "normal" ? 40 : 9_000,
      shardsServing: condition === "dark" ? 0 : 20,
      shardsSwitching: condition === "switching" ? 20 : 0,
      accounts: [412, 388, 301, 279, 260][index]!,
      drainedMs: null,
    };
  });
}

export function cables(cut: readonly string[]): CableHealth[] {
  return topology.rooms.flatMap((room, index) =>
    cableNames.map((name) => ({
      cable: cableId(room.id, name),
      room: index as RoomIndex,
      fault: cut.includes(cableId(room.id, name)) ? ("silence" as const) : ("none" as const),
    })),
  );
}

const hangzhouCables = ["hz-a/A", "hz-b/A", "hz-a/B", "hz-b/B"];
export const baseAtMs = Date.UTC(2026, 10, 22, 12, 14, 7);

function incident(changes: Partial<IncidentView>): IncidentView {
  return {
    id: 1,
    state: "running",
    startSource: "fabric",
    startedAtMs: baseAtMs,
    elapsedMs: 400,
    record: false,
    roomsLost: [0, 1] as RoomIndex[],
    suspectedRooms: [0, 1] as RoomIndex[],
    shardsHit: 40,
    shardsMoved: 0,
    shardsBack: 0,
    accountsHit: 800,
    accountsBack: 0,
    leaseRemainingMs: null,
    pace: "keynote",
    timeline: [],
    shardRecoveryMs: [],
    ...changes,
  };
}

const calm: ShowSnapshot = {
  atMs: baseAtMs,
  showId: "K7F3",
  rehearsal: false,
  scene: "lobby",
  act: "lobby",
  pace: "keynote",
  failback: false,
  rooms: rooms("normal", 2),
  cables: cables([]),
  shards: shardsString(0, false),
  leader: 2 as RoomIndex,
  term: 3,
  quorum: { needed: 3, answering: 5 },
  people: {
    joined: people,
    online: 1_611,
    heard: { phones: 1_611, of: 1_611 },
    synthetic: 0,
    hidden: false,
  },
  funds: {
    people: count(people),
    house: count(house),
    synthetic: count(0),
    differenceCents: asCents(0),
    asOf: 48_211 as LogIndex,
  },
  traffic: {
    perSecond: 0,
    canariesPerSecond: 100,
    booked: 0,
    kept: 0,
    keptCents: asCents(0),
    keptMost: 0,
    keptFate: null,
    checking: 0,
  },
  incident: null,
  lastNeeded: null,
  verification: null,
  copies: copiesOf([0, 1, 2, 3, 4], 0),
  cue: { on: false, amountCents: asCents(888), tapped: 0 },
  blank: false,
  doorsOpen: true,
  stage: { languages: "both", view: "story", sound: false },
};

/** Rooms that answer, their funds in balance and their digests equal. */
export function copiesOf(rooms: readonly number[], pastEndOf: number): CopiesView {
  const asOf = 48_211 as LogIndex;
  return {
    rooms: rooms.map((room) => ({
      room: room as RoomIndex,
      differenceCents: asCents(0),
      asOf,
      pastEndOf,
    })),
    compared: {
      at: 48_128 as LogIndex,
      digests: rooms.map(() => "5e1f0c0ffee00001 c4a1"),
      pastEndOf,
    },
  };
}

function count(accounts: number): NonNullable<ShowSnapshot["funds"]>["people"] {
  const cents = accounts * initialFundsCents;
  return { accounts, expectedCents: asCents(cents), actualCents: asCents(cents) };
}

const live: ShowSnapshot = {
  ...calm,
  scene: "live",
  act: "live",
  traffic: { ...calm.traffic, perSecond: 312, booked: 48_213 },
};

function hit(elapsedMs: number, changes: Partial<ShowSnapshot>): ShowSnapshot {
  const atMs = baseAtMs + elapsedMs;
  return {
    ...live,
    scene: "switching",
    atMs,
    cables: cables(hangzhouCables),
    quorum: { needed: 3, answering: 3 },
    copies: copiesOf([2, 3, 4], changes.incident?.state === "recovered" ? 1 : 0),
    rooms: rooms("switching", 2),
    shards: shardsString(0, true),
    traffic: { ...live.traffic, perSecond: 187, kept: 412, keptMost: 412, checking: 9 },
    ...changes,
  };
}

export const showScenes: Readonly<Record<string, ShowSnapshot>> = {
  lobby: calm,
  live,
  cue: { ...live, act: "cue", cue: { on: true, amountCents: asCents(888), tapped: 1_204 } },
  "one-cable": { ...live, cables: cables(["hz-a/A"]) },
  cut: hit(900, {
    scene: "cut",
    rooms: rooms("abnormal", 2),
    shards: shardsString(0, false),
    traffic: { ...live.traffic, perSecond: 187 },
    incident: incident({ elapsedMs: 900, suspectedRooms: [] }),
  }),
  "switching-early": hit(9_130, {
    incident: incident({ elapsedMs: 9_130, leaseRemainingMs: 10_400 }),
  }),
  "switching-moving": hit(23_480, {
    shards: shardsString(25, true),
    incident: incident({
      elapsedMs: 23_480,
      leaseRemainingMs: 0,
      shardsMoved: 25,
      shardsBack: 24,
      accountsBack: 517,
    }),
  }),
  recovered: hit(41_000, {
    scene: "recovered",
    rooms: rooms("dark", 2),
    shards: shardsString(40, false),
    traffic: { ...live.traffic, perSecond: 301 },
    incident: incident({
      state: "recovered",
      elapsedMs: 26_040,
      leaseRemainingMs: 0,
      shardsMoved: 40,
      shardsBack: 40,
      accountsBack: 800,
    }),
    verification: {
      incident: 1,
      phones: 1_588,
      verified: 4_321,
      missing: 0,
      archived: 0,
      forged: 0,
      notYetHeard: 131,
    },
  }),
  "recovered-full-speed": hit(9_000, {
    scene: "recovered",
    pace: "full-speed",
    rooms: rooms("dark", 2),
    shards: shardsString(40, false),
    incident: incident({
      state: "recovered",
      pace: "full-speed",
      record: true,
      elapsedMs: 812,
      accountsBack: 800,
      shardsBack: 40,
    }),
    verification: {
      incident: 1,
      phones: 12_588,
      verified: 104_321,
      missing: 2,
      archived: 0,
      forged: 0,
      notYetHeard: 1_131,
    },
  }),
  "restored-by-hand": hit(14_000, {
    scene: "live",
    cables: cables([]),
    rooms: rooms("normal", 2),
    shards: shardsString(0, false),
    quorum: { needed: 3, answering: 5 },
    incident: incident({ state: "restored-by-hand", elapsedMs: 13_370, leaseRemainingMs: 6_000 }),
  }),
  /** A gateway that has just come up and has heard two rooms. */
  starting: {
    ...live,
    scene: "starting",
    rooms: rooms("starting", -1).map((room) => ({
      ...room,
      condition: "starting",
      answering: room.room > 2,
      counting: room.room > 2,
    })),
    leader: null,
    quorum: { needed: 3, answering: 2 },
    funds: null,
    traffic: { ...live.traffic, perSecond: 0, canariesPerSecond: 0, booked: 0 },
  },
  "quorum-lost": hit(12_400, {
    scene: "quorum-lost",
    cables: cables([...hangzhouCables, "sh-a/A", "sh-a/B"]),
    rooms: rooms("switching", -1).map((room) =>
      room.room === 2
        ? { ...room, condition: "abnormal", answering: false, counting: false }
        : room,
    ),
    quorum: { needed: 3, answering: 2 },
    leader: null,
    traffic: {
      ...live.traffic,
      perSecond: 0,
      canariesPerSecond: 0,
      kept: 412,
      keptMost: 412,
      checking: 88,
    },
    incident: incident({ elapsedMs: 12_400 }),
  }),
  /** One more cut takes the quorum: Hangzhou is gone, and Shanghai A hangs on one cable. */
  "three-cities": hit(60_000, {
    scene: "recovered",
    cables: cables([...hangzhouCables, "sh-a/B"]),
    rooms: rooms("dark", 2),
    shards: shardsString(40, false),
    incident: incident({ state: "recovered", elapsedMs: 26_040, accountsBack: 800 }),
  }),
  blank: { ...live, blank: true },
};
