import {
  cutOrder,
  homeRoomOf,
  isProofIn,
  shardAt,
  shardCountOf,
  asShardId,
  type ActSetting,
  type PresenterCommand,
  type RoomIndex,
  type ShowSnapshot,
  type Topology,
} from "@cablecut/protocol";
import { awaitedOf } from "./awaited.ts";
import { isFaulty, isSilent } from "./cables.ts";

/**
 * The story's next step, derived from what is. `wait`: the rooms act, nobody else; `overdue`: they have done so for longer than
 * was announced, and something is missing (`overdue-plug`: of real cables); `starting`: they are being asked;
 * `counting`: everybody pays, and zero is shown as soon as it is counted; `rooms-away`: too few answer though every cable carries,
 * so that nothing is to be restored; `pull` and `plug`: somebody does it to real cables.
 * `hand`: the finger may fire it at once, or has to be held (a clicker: armed first). Its commands are sent one after the
 * other.
 */
export type Act =
  | { readonly kind: GivenByTap; readonly hand: "tap"; readonly commands: Commands }
  | { readonly kind: GivenByHold; readonly hand: "hold"; readonly commands: Commands }
  | {
      readonly kind:
        | "wait"
        | "overdue"
        | "overdue-plug"
        | "starting"
        | "counting"
        | "rooms-away"
        | "pull"
        | "plug";
    };
type GivenByTap = "live" | "cue" | "report" | "failback" | "again";
type GivenByHold = "cut" | "restore" | "restore-everything";
type Commands = readonly [PresenterCommand, ...PresenterCommand[]];
export type GivenAct = Extract<Act, { commands: unknown }>;

/** Between two cables of one cut, ms: on the stage they go dark one by one. */
export const cutIntervalMs = 250;
/** A count that has not come by then is not waited for: the presenter may go on. */
const countingMs = 10_000;

/** What the page knows beside the show's snapshot. */
export interface Besides {
  /** Nothing is cut or restored from here. */
  readonly cablesAreReal?: boolean;
  /** How long this page has seen the incident running. */
  readonly seenForMs?: number;
}

export function nextAct(
  snapshot: ShowSnapshot,
  topology: Topology,
  { cablesAreReal = false, seenForMs = 0 }: Besides = {},
): Act {
  const act = actOfScene(snapshot, topology, seenForMs);
  if (!cablesAreReal) return act;
  if (act.kind === "cut") return { kind: "pull" };
  if (act.kind === "overdue") return { kind: "overdue-plug" };
  if (act.kind !== "restore" && act.kind !== "restore-everything") return act;
  return { kind: isBeingPulled(snapshot, topology) ? "pull" : "plug" };
}

/** By hand it takes a while from the first plug to the last, and to the rooms' word. */
function isBeingPulled(snapshot: ShowSnapshot, topology: Topology): boolean {
  const { scene, cue, act } = snapshot;
  const isAnnounced = cue.on || act === "hold-up";
  return isAnnounced && (scene === "lobby" || scene === "live") && cityIsCut(snapshot, topology);
}

function actOfScene(snapshot: ShowSnapshot, topology: Topology, seenForMs: number): Act {
  switch (snapshot.scene) {
    case "starting":
      return { kind: "starting" };
    case "cut":
    case "switching":
      return { kind: awaitedOf(snapshot, seenForMs).length > 0 ? "overdue" : "wait" };
    case "quorum-lost":
      return snapshot.cables.every(({ fault }) => fault === "none")
        ? { kind: "rooms-away" }
        : restoreEverything;
    case "recovered":
      return afterRecovery(snapshot, topology);
    case "lobby":
    case "live":
      return afterRestoring(snapshot, topology);
  }
}

/** Zero stands until the presenter goes on to the report; then the cables come back. */
function afterRecovery(snapshot: ShowSnapshot, topology: Topology): Act {
  const { incident, act } = snapshot;
  if (incident?.state === "recovered" && act !== "report") {
    if (!isProofIn(snapshot) && sinceEndMs(snapshot) < countingMs) return { kind: "counting" };
    return { kind: "report", hand: "tap", commands: [turnAct({ act: "report" })] };
  }
  return afterRestoring(snapshot, topology);
}

function afterRestoring(snapshot: ShowSnapshot, topology: Topology): Act {
  const { failback, act, cue, pace } = snapshot;
  // Where nobody says how the cables are, what took a room away may still be cut.
  const areUntold = snapshot.cables.every(({ fault }) => fault === "unknown");
  if (areUntold && snapshot.rooms.some(({ condition }) => condition !== "normal"))
    return restoreEverything;
  if (snapshot.cables.some(isSilent)) {
    return cityIsCut(snapshot, topology)
      ? { ...restore, commands: [{ kind: "restore", targets: [topology.cutCity] }] }
      : restoreEverything;
  }
  // No cut, and yet it keeps a room away: restoring everything takes it away as well.
  const isDark = (room: RoomIndex): boolean =>
    snapshot.rooms.some((each) => each.room === room && each.condition === "dark");
  if (snapshot.cables.some((cable) => isFaulty(cable) && isDark(cable.room)))
    return restoreEverything;
  if (!failback && shardsAway(snapshot.shards, topology) > 0) {
    return {
      kind: "failback",
      hand: "tap",
      commands: [{ kind: "set-failback", failback: true }],
    };
  }
  // As long as a lost room is away its end is on show, whatever the act: from there the call to pay leads on.
  const isOnShow =
    snapshot.scene === "recovered" && snapshot.incident?.roomsLost.some(isDark) === true;
  if (act === "report" && pace !== "full-speed") {
    const faster = { kind: "set-pace", pace: "full-speed" } as const;
    const commands: Commands = isOnShow ? [faster] : [faster, turnAct({ act: "live" })];
    return { kind: "again", hand: "tap", commands };
  }
  if (!isOnShow && (act === "lobby" || act === "report"))
    return { kind: "live", hand: "tap", commands: [turnAct({ act: "live" })] };
  // Phones are held up between the call to pay and the cut.
  if (!cue.on && act !== "hold-up")
    return { kind: "cue", hand: "tap", commands: [{ kind: "cue", on: true }] };
  return { kind: "cut", hand: "hold", commands: [cutCityCommand(topology, topology.cutCity)] };
}

const restore = { kind: "restore", hand: "hold" } as const;
const restoreEverything: Act = {
  kind: "restore-everything",
  hand: "hold",
  commands: [{ kind: "restore-everything" }],
};

/** What may be done instead of the next act. */
export interface OtherAct {
  /** `end-call`: people are no longer asked; `hold-up`: phones are held up, before the cut. */
  readonly kind: "end-call" | "lobby" | "hold-up" | "live";
  readonly command: PresenterCommand;
}

/**
 * What "back" takes back: what people were asked to do, the report, and in a live hall the end of the lobby, since at a booth the
 * next audience comes; a cut is undone by restoring. Null where there is nothing.
 */
export function actBack({ cue, act, scene }: ShowSnapshot): OtherAct | null {
  if (cue.on || act === "hold-up") return { kind: "end-call", command: { kind: "cue", on: false } };
  if (act === "report" && scene === "recovered")
    return { kind: "live", command: turnAct({ act: "live" }) };
  const isLive = act === "live" && scene === "live";
  return isLive ? { kind: "lobby", command: turnAct({ act: "lobby" }) } : null;
}

/** Between the call to pay and the cut phones may be held up. */
export function actAside(snapshot: ShowSnapshot, topology: Topology): OtherAct | null {
  const isBeforeTheCut = nextAct(snapshot, topology).kind === "cut" && snapshot.cue.on;
  return isBeforeTheCut ? { kind: "hold-up", command: turnAct({ act: "hold-up" }) } : null;
}

function turnAct(value: ActSetting): PresenterCommand {
  return { kind: "turn", change: { dial: "act", value } };
}

export function cutCityCommand(topology: Topology, cityId: string): PresenterCommand {
  return {
    kind: "cut",
    targets: [...cutOrder(topology, cityId)],
    intervalMs: cutIntervalMs,
    evenIfQuorumIsLost: false,
  };
}

/** Since the end of the incident, by the gateway that measured it; where nobody knows, long ago. */
export function sinceEndMs({ atMs, incident }: Pick<ShowSnapshot, "atMs" | "incident">): number {
  const startedAtMs = incident?.startedAtMs ?? null;
  const elapsedMs = incident?.elapsedMs ?? null;
  if (startedAtMs === null || elapsedMs === null) return Number.POSITIVE_INFINITY;
  return atMs - (startedAtMs + elapsedMs);
}

function cityIsCut(snapshot: ShowSnapshot, topology: Topology): boolean {
  const city = cutOrder(topology, topology.cutCity);
  return snapshot.cables.every(
    (cable) => !isSilent(cable) || (city as readonly string[]).includes(cable.cable),
  );
}

/** What goes home now: nothing does while a part is switching, nor to a room that does not answer or takes nothing over. */
export function shardsGoingHome(snapshot: ShowSnapshot, topology: Topology): number {
  const { failback, rooms, scene, shards } = snapshot;
  if (!failback || scene === "quorum-lost" || rooms.some((room) => room.shardsSwitching > 0))
    return 0;
  const isReady = (room: RoomIndex): boolean =>
    rooms.some(
      (each) => each.room === room && each.condition === "normal" && each.drainedMs === null,
    );
  return shardsAwayWhere(shards, topology, isReady);
}

/** Shards that are not served by their home room. */
export function shardsAway(shards: string, topology: Topology): number {
  return shardsAwayWhere(shards, topology, () => true);
}

function shardsAwayWhere(
  shards: string,
  topology: Topology,
  isCounted: (home: RoomIndex) => boolean,
): number {
  let away = 0;
  for (let shard = 0; shard < shardCountOf(topology); shard += 1) {
    const at = shardAt(shards, shard);
    const home = homeRoomOf(topology, asShardId(shard));
    if (at !== null && at.owner !== home && isCounted(home)) away += 1;
  }
  return away;
}
