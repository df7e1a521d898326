import {
  asAccountId,
  asCents,
  asShardId,
  defaultTopology,
  encodeBits,
  encodeShards,
  encodeWindows,
  houseAccountsOf,
  initialFundsCents,
  shardAt,
  shardCountOf,
  type HallFrame,
  type IncidentView,
  type RoomIndex,
  type ShowSnapshot,
  type TimelineLine,
} from "@cablecut/protocol";
import { cables, copiesOf, showScenes } from "@cablecut/ui/show-scenes";

/** A scene of the story with the hall that belongs to it: for tests and for looking at it. */
export interface SceneOfStory {
  readonly snapshot: ShowSnapshot;
  readonly hall: HallFrame;
}

const topology = defaultTopology;
const shardCount = shardCountOf(topology);
const firstAccount = asAccountId(houseAccountsOf(topology));
const cut = ["hz-a/A", "hz-b/A", "hz-a/B", "hz-b/B"] as const;
const cutStampsMs = [-500, -250, 0, 250] as const;

function line(
  atMs: number,
  kind: TimelineLine["kind"],
  room: number | null,
  cable: TimelineLine["cable"] = null,
): TimelineLine {
  return { atMs, kind, room: room as RoomIndex | null, cable };
}

interface RunTimes {
  readonly suspectedMs: number;
  readonly movedMs: number;
  readonly lastMovedMs: number;
  readonly recoveredMs: number;
}
const keynoteTimes: RunTimes = {
  suspectedMs: 2_010,
  movedMs: 20_060,
  lastMovedMs: 25_030,
  recoveredMs: 26_040,
};
const fastTimes: RunTimes = {
  suspectedMs: 310,
  movedMs: 320,
  lastMovedMs: 480,
  recoveredMs: 512,
};

function timeline(
  upToMs: number,
  { suspectedMs, movedMs, lastMovedMs, recoveredMs }: RunTimes,
): readonly TimelineLine[] {
  return [
    ...cut.map((cable, position) => line(cutStampsMs[position] ?? 0, "cable-cut", null, cable)),
    line(0, "room-lost", 0),
    line(250, "room-lost", 1),
    line(1_010, "abnormal", 0),
    line(1_250, "abnormal", 1),
    line(suspectedMs, "suspected", 0),
    line(suspectedMs + 240, "suspected", 1),
    line(movedMs, "first-shard-moved", null),
    line(lastMovedMs, "last-shard-moved", null),
    line(recoveredMs, "recovered", null),
  ]
    .filter(({ atMs }) => atMs <= upToMs)
    .toSorted((one, other) => one.atMs - other.atMs);
}

/** Everybody in turn in the next shard, as a hall that came in one by one. */
const shardOf = (position: number): number => (position * 7) % shardCount;

function hallOf(
  people: number,
  snapshot: ShowSnapshot,
  paid: (account: number) => boolean,
): HallFrame {
  const accounts = Array.from({ length: people }, (_, position) => position);
  const perShard = Array.from({ length: shardCount }, () => 0);
  for (const position of accounts) perShard[shardOf(position)]! += 1;
  const isAway = (position: number): boolean => {
    const shard = shardOf(position);
    return shardAt(snapshot.shards, shard)?.owner !== shard % topology.rooms.length;
  };
  return {
    people: perShard,
    synthetic: Array.from({ length: shardCount }, () => 0),
    met: encodeWindows(
      accounts.map((position) => ({
        account: asAccountId(firstAccount + position),
        shard: asShardId(shardOf(position)),
        synthetic: false,
      })),
    ),
    firstAccount,
    booked: encodeBits(accounts.filter((position) => position % 11 === 3 && !isAway(position))),
    arrived: encodeBits(accounts.filter((position) => isAway(position) && !paid(position))),
  };
}

function found(name: string): ShowSnapshot {
  const snapshot = showScenes[name];
  if (snapshot === undefined) throw new Error(`there is no scene ${name}`);
  return snapshot;
}

/** Two in five live in Hangzhou. */
const hitOf = (people: number): number => Math.round(people * 0.4);
const nobodyWaits = { ...found("switching-moving").traffic, kept: 0, checking: 0 };
const startedAtMs = found("recovered").incident?.startedAtMs ?? 0;

/** The snapshot with so many people in it. */
function crowded(snapshot: ShowSnapshot, people: number): ShowSnapshot {
  const cents = asCents(people * initialFundsCents);
  const { funds, traffic } = snapshot;
  const owners = Array.from(
    { length: people },
    (_, position) => shardAt(snapshot.shards, shardOf(position))?.owner,
  );
  return {
    ...snapshot,
    showId: "e82b11dd886c",
    rooms: snapshot.rooms.map((room) => ({
      ...room,
      accounts: owners.filter((owner) => owner === room.room).length,
    })),
    people: {
      ...snapshot.people,
      joined: people,
      online: people,
      heard: { phones: people, of: people },
    },
    funds: funds && {
      ...funds,
      people: { accounts: people, expectedCents: cents, actualCents: cents },
    },
    traffic: {
      ...traffic,
      kept: Math.min(traffic.kept, hitOf(people)),
      keptMost: Math.min(traffic.keptMost, hitOf(people)),
    },
  };
}

interface Difference {
  readonly changes?: Partial<ShowSnapshot>;
  readonly incident?: Partial<IncidentView>;
  /** Who of the moved has paid again, by the order of opening; default: everybody. */
  readonly paid?: (account: number) => boolean;
}
type Make = (name: string, difference?: Difference) => SceneOfStory;

function maker(people: number): Make {
  return (name, { changes = {}, incident = {}, paid = () => true } = {}) => {
    const before = found(name);
    const merged = before.incident && {
      ...before.incident,
      accountsHit: hitOf(people),
      ...incident,
    };
    const snapshot = crowded({ ...before, ...changes, incident: merged }, people);
    return { snapshot, hall: hallOf(people, snapshot, paid) };
  };
}

/** The rooms of a scene, one of them in another state. */
function withRoom(
  name: string,
  room: number,
  changes: Partial<ShowSnapshot["rooms"][number]>,
): ShowSnapshot["rooms"] {
  const { rooms } = found(name);
  return rooms.map((each) => (each.room === room ? { ...each, ...changes } : each));
}

/** The shards of a scene, with those of one room served where they are. */
function servedAgain(name: string, room: number): string {
  const { shards } = found(name);
  return encodeShards(
    Array.from({ length: shardCount }, (_, shard) => {
      const at = shardAt(shards, shard);
      if (at === null) throw new Error(`${name} says nothing of shard ${shard}`);
      return at.owner === room ? { ...at, status: "serving" as const } : at;
    }),
  );
}

const keynote = (upToMs: number): Partial<IncidentView> => ({
  elapsedMs: upToMs,
  timeline: timeline(upToMs, keynoteTimes),
});
const isThird = (account: number): boolean => account % 3 === 0;

function calmScenes(make: Make, people: number): Readonly<Record<string, SceneOfStory>> {
  const { traffic } = found("live");
  const tapped = Math.round(people * 0.51);
  return {
    lobby: make("lobby"),
    "doors-closed": make("lobby", { changes: { doorsOpen: false } }),
    live: make("live"),
    "live-quiet": make("live", { changes: { traffic: { ...traffic, perSecond: 3 } } }),
    "one-cable": make("one-cable"),
    "room-silent": make("live", {
      changes: {
        rooms: withRoom("live", 4, { condition: "abnormal", answering: false, counting: false }),
        quorum: { needed: 3, answering: 4 },
      },
    }),
    cue: make("cue", { changes: { cue: { ...found("cue").cue, tapped } } }),
    "hold-up": make("live", { changes: { act: "hold-up" } }),
  };
}

function cutScenes(make: Make, people: number): Readonly<Record<string, SceneOfStory>> {
  const { rooms, quorum } = found("live");
  const accountsBack = Math.round(hitOf(people) * 0.62);
  return {
    cut: make("cut", {
      changes: { rooms, quorum },
      incident: { ...keynote(340), suspectedRooms: [] },
    }),
    abnormal: make("cut", { incident: { ...keynote(1_420), suspectedRooms: [] } }),
    switching: make("switching-early", { incident: keynote(9_930) }),
    // Its two cables are whole again: it serves its own, while the other one is waited for.
    "one-room-back": make("switching-early", {
      changes: {
        rooms: withRoom("switching-early", 0, {
          condition: "normal",
          answering: true,
          counting: true,
        }),
        cables: cables(["hz-b/A", "hz-b/B"]),
        shards: servedAgain("switching-early", 0),
        quorum: { needed: 3, answering: 4 },
      },
      incident: keynote(9_930),
    }),
    moving: make("switching-moving", {
      changes: { traffic: { ...nobodyWaits, kept: 146 } },
      incident: { ...keynote(23_410), accountsBack },
      paid: isThird,
    }),
  };
}

/** One phone in ten had a payment under way. */
function inFlightOf(people: number): NonNullable<ShowSnapshot["inFlight"]> {
  const payments = Math.round(people * 0.1);
  const cancelled = Math.min(6, payments);
  return {
    incident: 1,
    phones: people,
    payments,
    ends: { booked: payments - cancelled, refused: 0, cancelled, other: 0, open: 0 },
    missing: 0,
  };
}

function endScenes(make: Make, people: number): Readonly<Record<string, SceneOfStory>> {
  const incident = { ...keynote(26_040), accountsBack: hitOf(people) };
  const all = hitOf(people);
  const traffic = { ...nobodyWaits, keptFate: { booked: all, of: all } };
  const verification = {
    incident: 1,
    phones: Math.round(people * 0.9),
    verified: people * 2 + 21,
    missing: 0,
    archived: 0,
    forged: 0,
    notYetHeard: Math.round(people * 0.1),
  };
  const fast = { elapsedMs: 512, record: false, timeline: timeline(512, fastTimes) };
  const copies = copiesOf([2, 3, 4], 0);
  const justNow = { verification: null, traffic };
  return {
    recovered: make("recovered", {
      changes: { ...justNow, copies, atMs: startedAtMs + 26_940 },
      incident,
      paid: isThird,
    }),
    proof: make("recovered", { changes: { verification, traffic }, incident }),
    "full-speed": make("recovered-full-speed", {
      changes: { ...justNow, atMs: startedAtMs + 1_400 },
      incident: { ...fast, accountsBack: hitOf(people) },
    }),
    report: make("recovered", {
      changes: { act: "report", verification, traffic, inFlight: inFlightOf(people) },
      incident,
    }),
    missing: make("recovered", {
      changes: { verification: { ...verification, missing: 2 }, traffic },
      incident,
    }),
    "no-failover": make("restored-by-hand", { incident: keynote(13_370) }),
    "quorum-lost": make("quorum-lost", { incident: keynote(12_400) }),
    starting: make("starting"),
    blank: make("blank"),
  };
}

/** Every scene of the story with so many people: one generator, so that scenes agree with each other. */
export function storyScenes(people: number): Readonly<Record<string, SceneOfStory>> {
  const make = maker(people);
  return {
    ...calmScenes(make, people),
    ...cutScenes(make, people),
    ...endScenes(make, people),
  };
}
