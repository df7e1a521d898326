import type { CableId, Pace, RoomIndex, ShardId } from "@cablecut/protocol";

/**
 * - `running`: not every hit shard has paid again.
 * - `recovered`: at least one shard was moved to another room, and every hit shard has paid again.
 * - `restored-by-hand`: cables were restored before any shard was moved; no failover happened.
 * - `returned-by-itself`: the same without a cable: the room had been slow, stopped or restarted.
 * - `quorum-returned`: too many rooms were lost for anything to be decided; service resumed with them.
 * - `no-shards-hit`: the lost rooms owned nothing.
 */
export type IncidentOutcome =
  | "running"
  | "recovered"
  | "restored-by-hand"
  | "returned-by-itself"
  | "quorum-returned"
  | "no-shards-hit";

/**
 * Where the start of a measurement was taken from: the fabric's word on the last cable; the last heartbeat, where no
 * fabric told of it; the suspicion or the loss of quorum itself, where not even that was seen.
 */
export type StartSource = "fabric" | "last-heartbeat" | "suspicion" | "quorum-lost";

/** All times `…AtMs` are on the recorder's monotonic clock. */
export interface IncidentTimeline {
  /** Counts the incidents of the record, from 1. */
  readonly id: number;
  readonly outcome: IncidentOutcome;
  /** What is going on: cables are cut, shards are switching, nothing can be committed, or it is over. */
  readonly phase: "cut" | "switching" | "quorum-lost" | "over";
  readonly startedAtMs: number;
  readonly startedWallMs: number;
  readonly startSource: StartSource;
  readonly finishedAtMs: number | null;
  /** From the start to the last canary; null while running, and where no shard was hit. */
  readonly durationMs: number | null;
  /** In force from start to end: it cannot be changed while shards are switching. */
  readonly pace: Pace;
  /** "Record" may be said of it: a full-speed run that recovered, measured from the fabric's word. */
  readonly recordAllowed: boolean;
  readonly rooms: readonly LostRoom[];
  readonly shards: readonly ShardOutage[];
  readonly accountsHit: number;
  readonly accountsBack: number;
  readonly quorumLosses: readonly QuorumLoss[];
  readonly lines: readonly IncidentLine[];
  /** Lines beyond `linesMax` that are not listed. */
  readonly linesDropped: number;
}

/** Every lost room has its own record. */
export interface LostRoom {
  readonly room: RoomIndex;
  readonly lostAtMs: number;
  readonly lostSource: StartSource;
  readonly suspectedAtMs: number | null;
  /** Its first valid heartbeat in the log after the suspicion. */
  readonly returnedAtMs: number | null;
  readonly shardsHit: number;
  readonly shardsMoved: number;
  /** Not moved: the room came back before their turn. */
  readonly shardsKept: number;
  readonly shardsBack: number;
  /** From its loss to the canary of the last of its shards; null until all are back. */
  readonly recoveryMs: number | null;
}

/** One shard, from the suspicion of its owner to a canary's transfer under whoever owns it then. */
export interface ShardOutage {
  readonly shard: ShardId;
  readonly room: RoomIndex;
  /** When that room was lost: recovery time is counted from here. */
  readonly lostAtMs: number;
  readonly switchingAtMs: number;
  /** More than one where a target was lost too. */
  readonly moves: readonly {
    readonly atMs: number;
    readonly to: RoomIndex;
    readonly epoch: number;
  }[];
  /** The canary's transfer, as recorded; it may have been heard of before the move was. */
  readonly backAtMs: number | null;
  /** RTO of the shard. */
  readonly recoveryMs: number | null;
  readonly accounts: number;
}

export interface QuorumLoss {
  readonly lostAtMs: number;
  readonly regainedAtMs: number | null;
  /** A canary of every shard has been committed since. */
  readonly payingAgainAtMs: number | null;
}

export interface IncidentLine {
  /** Since the start of the incident, ms; negative for what led to it. */
  readonly afterMs: number;
  readonly kind:
    | "cable-cut"
    | "cable-restored"
    | "room-lost"
    | "suspected"
    | "drained"
    | "withdrawn"
    | "first-shard-moved"
    | "last-shard-moved"
    | "leader-changed"
    | "recovered"
    | "quorum-lost"
    | "quorum-regained";
  readonly room: RoomIndex | null;
  readonly cable: CableId | null;
}

/** Lines kept per incident. */
export const linesMax = 200;
/** Incidents kept; the oldest are dropped. */
export const incidentsMax = 64;
