import type { CableId, Pace, RoomIndex, ShardId } from "@cablecut/protocol";
import {
  linesMax,
  type IncidentLine,
  type IncidentOutcome,
  type QuorumLoss,
  type StartSource,
} from "./incident-timeline.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What is known of a lost room while its incident goes on; its sums are made when it is shown. */
export interface OpenRoom {
  readonly room: RoomIndex;
  readonly lostAtMs: number;
  readonly lostSource: StartSource;
  suspectedAtMs: number | null;
  returnedAtMs: number | null;
}

export interface OpenOutage {
  readonly shard: ShardId;
  readonly lost: OpenRoom;
  readonly switchingAtMs: number;
  readonly accounts: number;
  readonly moves: { atMs: number; to: RoomIndex; epoch: number }[];
  /** Log index of the move or withdrawal after which a canary counts; null while the shard is switching. */
  settledIndex: number | null;
  backAtMs: number | null;
}

export interface OpenQuorumLoss extends Mutable<QuorumLoss> {
  /** A canary counts beyond this index only: an older one was committed before the loss. */
  committedIndex: number;
  /** Shards whose canary is still to come; null until the quorum is back. */
  waiting: Set<ShardId> | null;
}

/** An incident as it is being put together; `timelineOf` shows it. */
export interface OpenIncident {
  readonly id: number;
  readonly startedAtMs: number;
  readonly startedWallMs: number;
  readonly startSource: StartSource;
  readonly pace: Pace;
  outcome: IncidentOutcome;
  finishedAtMs: number | null;
  cablesRestored: boolean;
  readonly rooms: OpenRoom[];
  readonly outages: OpenOutage[];
  readonly quorumLosses: OpenQuorumLoss[];
  readonly lines: IncidentLine[];
  linesDropped: number;
}

/** The record of that room's loss: the one that is still open, or a new one. */
export function loseRoom(
  incident: OpenIncident,
  room: RoomIndex,
  lostAtMs: number,
  lostSource: StartSource,
): OpenRoom {
  const former = incident.rooms.findLast((lost) => lost.room === room);
  if (former !== undefined && former.returnedAtMs === null) return former;
  const lost = { room, lostAtMs, lostSource, suspectedAtMs: null, returnedAtMs: null };
  incident.rooms.push(lost);
  return lost;
}

export function openOutageOf(incident: OpenIncident, shard: ShardId): OpenOutage | undefined {
  return incident.outages.findLast((outage) => outage.shard === shard && outage.backAtMs === null);
}

/** A shard whose new owner was lost before it ever paid has one outage, which goes on. */
export function hitShard(
  incident: OpenIncident,
  shard: { readonly shard: ShardId; readonly accounts: number },
  lost: OpenRoom,
  atMs: number,
): void {
  const former = openOutageOf(incident, shard.shard);
  if (former !== undefined) {
    former.settledIndex = null;
    return;
  }
  incident.outages.push({
    shard: shard.shard,
    lost,
    switchingAtMs: atMs,
    accounts: shard.accounts,
    moves: [],
    settledIndex: null,
    backAtMs: null,
  });
}

/** A loss that comes before everybody has paid again is the same loss. */
export function loseQuorum(incident: OpenIncident, atMs: number, committedIndex: number): void {
  const former = incident.quorumLosses.at(-1);
  if (former !== undefined && former.payingAgainAtMs === null) {
    former.regainedAtMs = null;
    former.waiting = null;
    former.committedIndex = committedIndex;
    return;
  }
  const open = { regainedAtMs: null, payingAgainAtMs: null, waiting: null };
  incident.quorumLosses.push({ lostAtMs: atMs, committedIndex, ...open });
}

/**
 * Ends the incident if every outage has ended, at the moment of the last transfer that was missing (T5). False while
 * it goes on, and for what was no incident: nobody was suspected and the quorum never lost (T6).
 */
export function concludeIncident(incident: OpenIncident, atMs: number): boolean {
  const { outages, quorumLosses, rooms } = incident;
  const backAtMs = outages.map((outage) => outage.backAtMs);
  const payingAtMs = quorumLosses.map((loss) => loss.payingAgainAtMs);
  const ends = [...backAtMs, ...payingAtMs];
  if (ends.includes(null)) return false;
  if (ends.length === 0 && rooms.every((room) => room.suspectedAtMs === null)) return false;
  incident.finishedAtMs =
    ends.length === 0 ? atMs : Math.max(...ends.filter((endMs) => endMs !== null));
  if (outages.some((outage) => outage.moves.length > 0)) incident.outcome = "recovered";
  else if (outages.length > 0) {
    incident.outcome = incident.cablesRestored ? "restored-by-hand" : "returned-by-itself";
  } else incident.outcome = quorumLosses.length > 0 ? "quorum-returned" : "no-shards-hit";
  if (ends.length > 0) addLine(incident, incident.finishedAtMs, "recovered");
  return true;
}

export function addLine(
  incident: OpenIncident,
  atMs: number,
  kind: IncidentLine["kind"],
  about: { readonly room?: RoomIndex | null; readonly cable?: CableId } = {},
): void {
  if (incident.lines.length >= linesMax) {
    incident.linesDropped += 1;
    return;
  }
  const afterMs = atMs - incident.startedAtMs;
  incident.lines.push({ afterMs, kind, room: about.room ?? null, cable: about.cable ?? null });
}
