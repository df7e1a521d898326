import {
  asAccountId,
  accountNumberOf,
  cableId,
  defaultTopology,
  nameOf,
  type CableHealth,
  type ConsoleSnapshot,
  type EventLine,
  type FoundAttendee,
  type PreflightItem,
  type RoomIndex,
  type ShowSnapshot,
  type VenueCheck,
} from "@cablecut/protocol";
import { copiesOf, showScenes } from "@cablecut/ui/show-scenes";
import { consoleSnapshot } from "./console-state.ts";

/** Consoles in every state of a show: for tests and for looking at them. */

function found(name: string): ShowSnapshot {
  const scene = showScenes[name];
  if (scene === undefined) throw new Error(`no scene ${name}`);
  return scene;
}

const cutOneByOne = ["hz-a/A", "hz-b/A", "hz-a/B", "hz-b/B"];

/** The lines of a show up to this scene. */
function eventsOf(show: ShowSnapshot): readonly EventLine[] {
  const startMs = show.incident?.startedAtMs ?? null;
  const line = (
    atMs: number,
    kind: EventLine["kind"],
    values: EventLine["values"] = {},
  ): EventLine => ({ atMs, kind, values });
  const before = [
    line(show.atMs - 900_000, "leader-changed", { room: "sh-a" }),
    line(show.atMs - 840_000, "cable-cut", { cable: "sz-a/A" }),
    line(show.atMs - 834_000, "cable-restored", { cable: "sz-a/A" }),
  ];
  if (startMs === null) return before;
  const since = [
    line(startMs - 15_000, "cue-on"),
    ...cutOneByOne.map((cable, position) =>
      line(startMs - 500 + position * 250, "cable-cut", { cable }),
    ),
    line(startMs, "room-lost", { room: "hz-a" }),
    line(startMs + 250, "room-lost", { room: "hz-b" }),
    line(startMs + 2_010, "suspected", { room: "hz-a" }),
    line(startMs + 2_260, "suspected", { room: "hz-b" }),
    line(startMs + 26_040, "recovered", { seconds: 26.04, shards: 40 }),
  ];
  return [...before, ...since.filter(({ atMs }) => atMs <= show.atMs)];
}

function preflightOf(show: ShowSnapshot): readonly PreflightItem[] {
  const item = (check: PreflightItem["check"], have: number, want: number): PreflightItem => ({
    check,
    have,
    want,
    state: have >= want ? "ok" : "waiting",
  });
  return [
    item("rooms-answering", show.quorum.answering, 5),
    item("leader", show.leader === null ? 0 : 1, 1),
    item("cables-whole", show.cables.filter((cable) => cable.fault === "none").length, 10),
    item("funds-balanced", 1, 1),
    item("canaries-paying", 100, 100),
    item("shards-home", 100, 100),
    item("digests-equal", 5, 5),
    item("stage-connected", show.scene === "lobby" ? 0 : 1, 1),
    item("phone-connected", show.people.online, 1),
  ];
}

const venue: readonly VenueCheck[] = [
  { check: "join-opened", found: "same-network", network: "192.168.1.x" },
  { check: "port", found: "reached", port: 2626 },
  { check: "power", found: "battery" },
  { check: "sleep", found: "unknown" },
  { check: "clock", found: "synchronised" },
  { check: "disk-free", found: "enough", megabytes: 84_310 },
  { check: "open-files", found: "enough", phones: 19_392 },
  { check: "stage-screen", found: "large", width: 1_920, height: 1_080 },
  { check: "round-trip", found: "fast", p50Ms: 12, p99Ms: 96 },
  { check: "disk-sync", found: "fast", ms: 1.4 },
  { check: "rehearsal", found: "none" },
];

function scene(show: ShowSnapshot, changes: Partial<ConsoleSnapshot> = {}): ConsoleSnapshot {
  return {
    ...consoleSnapshot(show),
    preflight: preflightOf(show),
    venue,
    events: eventsOf(show),
    stages: show.scene === "lobby" ? 0 : 1,
    startedAtMs: show.atMs - (24 * 60 + 10) * 1_000,
    ...changes,
  };
}

const live = found("live");
const recovered = found("recovered");
const switching = found("switching-early");
const running = switching.incident;
const counted = { ...recovered, copies: copiesOf([2, 3, 4], 1) };
const wasSwitched = { ...live, incident: recovered.incident, failback: true };

const calm = {
  lobby: scene(found("lobby")),
  live: scene(live),
  cue: scene(found("cue")),
  "hold-up": scene({ ...live, act: "hold-up" }),
  blank: scene(found("blank")),
  starting: scene(found("starting")),
};

const duringTheCut = {
  cut: scene(found("cut")),
  switching: scene(switching),
  moving: scene(found("switching-moving")),
  /** Longer than announced, with a room that takes nothing over. */
  longer: scene({
    ...found("switching-moving"),
    rooms: found("switching-moving").rooms.map((room) =>
      room.room === 4 ? { ...room, drainedMs: 41_200 } : room,
    ),
    incident: running && {
      ...running,
      elapsedMs: 43_200,
      leaseRemainingMs: 0,
      shardsMoved: 25,
      shardsBack: 24,
    },
  }),
  "quorum-lost": scene(found("quorum-lost")),
  /** Too few rooms run, and every cable carries. */
  "rooms-away": scene({ ...found("quorum-lost"), cables: live.cables }),
};

const afterTheCut = {
  counting: scene({
    ...recovered,
    copies: copiesOf([2, 3, 4], 0),
    verification: null,
    atMs: recovered.atMs - 13_000,
  }),
  zero: scene(counted),
  report: scene({ ...counted, act: "report" }),
  restored: scene({ ...wasSwitched, failback: false, act: "report", shards: recovered.shards }),
  home: scene({ ...wasSwitched, act: "report", atMs: recovered.atMs + 240_000 }),
  again: scene({ ...wasSwitched, act: "live", pace: "full-speed", atMs: recovered.atMs + 300_000 }),
  missing: scene({
    ...counted,
    verification: recovered.verification && { ...recovered.verification, missing: 2 },
  }),
  "three-cities": scene(found("three-cities")),
};

/** The show with faults of its cables as they are told in its snapshot, too. */
export function faulty(
  show: ShowSnapshot,
  faults: Readonly<Record<string, CableHealth["fault"]>>,
): ShowSnapshot {
  const cables = show.cables.map((each) => ({ ...each, fault: faults[each.cable] ?? each.fault }));
  return { ...show, cables };
}

/** For the drawer: a crowd, faults, somebody who is removed; a laptop that has left its network, a fabric that is silent. */
const working = {
  "network-left": scene(found("lobby"), {
    venue: venue.map((each): VenueCheck => {
      if (each.check === "join-opened") return { check: each.check, found: "no-phone" };
      if (each.check !== "port") return each;
      return { ...each, found: "this-machine-only", addressGone: "192.168.1.20" };
    }),
  }),
  "fabric-silent": scene({
    ...live,
    cables: live.cables.map((cable) => ({ ...cable, fault: "unknown" as const })),
  }),
  faults: scene(faulty(live, { "sh-a/B": "mixed", "sz-a/A": "silence-to-room" }), {
    removed: 1,
    crowd: { kind: "running", people: 300, rate: 120 },
    impaired: [
      {
        cable: cableId("sh-a", "B"),
        delayMs: 200,
        jitterMs: 0,
        lossPercent: 5,
        kilobytesPerSecond: null,
        oneWay: null,
      },
      {
        cable: cableId("sz-a", "A"),
        delayMs: 0,
        jitterMs: 0,
        lossPercent: 0,
        kilobytesPerSecond: null,
        oneWay: "toward",
      },
    ],
  }),
};

export const consoleScenes: Readonly<Record<string, ConsoleSnapshot>> = {
  ...calm,
  ...duringTheCut,
  ...afterTheCut,
  ...working,
};

function attendee(number: number, changes: Partial<FoundAttendee> = {}): FoundAttendee {
  const account = asAccountId(number);
  return {
    account,
    accountNumber: accountNumberOf(account),
    name: nameOf(account),
    room: (number % defaultTopology.rooms.length) as RoomIndex,
    synthetic: false,
    online: true,
    removed: false,
    ...changes,
  };
}

export const foundAttendees: readonly FoundAttendee[] = [
  attendee(241),
  attendee(388, { removed: true, online: false }),
  attendee(1_535, { online: false }),
];
