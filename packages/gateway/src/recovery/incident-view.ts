import type {
  IncidentView,
  LoggedIncident,
  MeasureSource,
  PaceName,
  RoomIndex,
  TimelineLine,
} from "@cablecut/protocol";
import type { Moments } from "./moments.ts";

/** What is known of an incident beside the log's word. Moments on this gateway's monotonic clock, ms. */
export interface KnownOfIncident {
  readonly startSource: MeasureSource | null;
  /** Wall clock of the start, ms. */
  readonly startedAtMs: number | null;
  /** Measured so far, or in the end. */
  readonly elapsedMs: number | null;
  readonly shardRecoveryMs: readonly number[];
  /** It has ended, and what it took is known or will not be. */
  readonly isOver: boolean;
  readonly restoredByHand: boolean;
  readonly record: boolean;
  /** Without a cable, with shards, and not yet suspected. */
  readonly undecidedRooms: readonly RoomIndex[];
  readonly leaseRemainingMs: number | null;
  readonly pace: PaceName;
  readonly timeline: readonly TimelineLine[];
}

/** Rooms have lost their last cable; the log has not decided anything of it yet, so it has no number. */
export function undecidedView(known: KnownOfIncident): IncidentView {
  return {
    ...timesOf(known),
    id: null,
    state: "running",
    record: false,
    roomsLost: known.undecidedRooms,
    suspectedRooms: [],
    shardsHit: 0,
    shardsMoved: 0,
    shardsBack: 0,
    accountsHit: 0,
    accountsBack: 0,
    leaseRemainingMs: null,
  };
}

/** What the log says of the incident: what was hit, moved and is back, and how many people that are. */
export function loggedView(incident: LoggedIncident, known: KnownOfIncident): IncidentView {
  const { number, rooms, shards } = incident;
  const back = shards.filter(({ backAt }) => backAt > 0);
  const lost = new Set([...rooms, ...known.undecidedRooms]);
  const peopleIn = (some: LoggedIncident["shards"]): number =>
    some.reduce((sum, { people }) => sum + people, 0);
  return {
    ...timesOf(known),
    id: number,
    state: stateOf(incident, known),
    record: known.record,
    roomsLost: [...lost].toSorted((a, b) => a - b),
    suspectedRooms: rooms,
    shardsHit: shards.length,
    shardsMoved: shards.filter(({ moved }) => moved).length,
    shardsBack: back.length,
    accountsHit: peopleIn(shards),
    accountsBack: peopleIn(back),
    // Once the last shard has moved none is switching any more: nobody waits for a first move.
    leaseRemainingMs: known.leaseRemainingMs ?? (known.isOver || shards.length === 0 ? null : 0),
  };
}

function timesOf(known: KnownOfIncident) {
  const { startSource, startedAtMs, elapsedMs, shardRecoveryMs, pace, timeline } = known;
  return { startSource, startedAtMs, elapsedMs, shardRecoveryMs, pace, timeline };
}

function stateOf({ shards }: LoggedIncident, known: KnownOfIncident): IncidentView["state"] {
  if (!known.isOver) return "running";
  if (shards.some(({ moved }) => moved)) return "recovered";
  return known.restoredByHand ? "restored-by-hand" : "returned-by-itself";
}

/** When the incident ended: when the last of its shards was back. Null while it goes on, and where nobody knows. */
export function endMsOf(incident: LoggedIncident, moments: Moments): number | null {
  if (incident.endedAt === 0) return null;
  return moments.at(incident.endedAt) ?? moments.at(lastBackOf(incident));
}

/** The entry by which the last of its shards was back. */
export function lastBackOf({ shards }: LoggedIncident): number {
  return Math.max(...shards.map(({ backAt }) => backAt));
}

/** The first suspicion that hit a shard. */
export function firstHitOf({ shards }: LoggedIncident): number {
  return Math.min(...shards.map(({ hitAt }) => hitAt));
}

/** The entries that decided it, so far: what it is told and measured by. */
export function entriesOf(incident: LoggedIncident | null): ReadonlySet<number> {
  if (incident === null) return new Set();
  const { shards, endedAt } = incident;
  const ofShards = shards.flatMap(({ hitAt, settledAt, backAt }) => [hitAt, settledAt, backAt]);
  return new Set([endedAt, ...ofShards]);
}
