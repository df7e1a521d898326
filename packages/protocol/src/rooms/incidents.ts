import * as z from "zod";
import { shardSchema } from "../values/id-schemas.ts";
import type { LogIndex, RoomIndex, ShardId } from "../values/ids.ts";
import { measuredMsMax, shardsMax } from "../values/limits.ts";
import type { PaceName } from "../show/pace.ts";

/**
 * Incidents as the log decides them: what was hit, settled and back, by entries and without times. Times are told beside
 * them by whoever saw an entry being applied (`IncidentAges`), and by the measurement that a gateway puts into the log.
 */

/** Where the start of a measurement was taken from. Positions are codes in the log: only ever added at the end. */
export const measureSources = ["fabric", "last-heartbeat", "suspicion", "path-silence"] as const;
export type MeasureSource = (typeof measureSources)[number];

const ms = z.number().int().min(0).max(measuredMsMax);

/** How long an incident and each of its shards took, as one gateway measured it. The first one in the log counts. */
export const measurementSchema = z.strictObject({
  incident: z.number().int().min(1).max(0xffff_ffff),
  source: z.enum(measureSources),
  durationMs: ms,
  /** Each shard once. */
  shards: z
    .array(z.tuple([shardSchema, ms]))
    .max(shardsMax)
    .refine((shards) => new Set(shards.map(([each]) => each)).size === shards.length),
});
export type Measurement = z.infer<typeof measurementSchema>;

/** A shard of an incident. `…At` are log entries, 0 where that has not happened (again). */
export interface LoggedShard {
  readonly shard: ShardId;
  /** The suspicion that hit it first in this incident. */
  readonly hitAt: LogIndex;
  /** Its move, or the withdrawal of the suspicion. */
  readonly settledAt: LogIndex;
  /** The first payment by one of its accounts behind the settling entry. */
  readonly backAt: LogIndex;
  /** It was moved in this incident, once or more often. */
  readonly moved: boolean;
  /** A person paid the booking that brought it back, and not a canary or a synthetic attendee. */
  readonly byPerson: boolean;
  /** Accounts of people in it when it was hit first. */
  readonly people: number;
  readonly measuredMs: number | null;
}

/** Recovered if at least one shard was moved; otherwise its rooms returned before that. */
export interface LoggedIncident {
  readonly number: number;
  /** Those whose suspicion hit at least one shard. */
  readonly rooms: readonly RoomIndex[];
  /** 0 while it is open: a hit shard is not back. */
  readonly endedAt: LogIndex;
  /** Those hit, ascending. */
  readonly shards: readonly LoggedShard[];
  readonly measured: {
    readonly at: LogIndex;
    readonly source: MeasureSource;
    readonly durationMs: number;
  } | null;
}

/** An incident that has ended, in short. */
export interface PastIncident {
  readonly number: number;
  readonly rooms: readonly RoomIndex[];
  readonly shardsHit: number;
  readonly shardsMoved: number;
  /** Accounts of people in the shards when they were hit. */
  readonly peopleHit: number;
  readonly firstHitAt: LogIndex;
  readonly endedAt: LogIndex;
  /** In force at its end. */
  readonly pace: PaceName;
  readonly measured: { readonly source: MeasureSource; readonly durationMs: number } | null;
}

/** Ended incidents that are remembered. */
export const pastIncidentsMax = 64;

/**
 * Milliseconds since the teller applied those entries, on its own monotonic clock. Null where the entry is none, and where
 * the teller did not see it come: it replayed the entry, restored it from a snapshot, or was cut off at the time.
 */
export interface IncidentAges {
  readonly firstHitMs: number | null;
  readonly endedMs: number | null;
  readonly measuredMs: number | null;
  /** In the order of the incident's shards. */
  readonly shards: readonly {
    readonly settledMs: number | null;
    readonly backMs: number | null;
  }[];
}
