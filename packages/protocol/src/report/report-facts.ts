import * as z from "zod";
import { inFlightSchema } from "../transfers/in-flight.ts";
import { measureSources, pastIncidentsMax } from "../rooms/incidents.ts";
import { shardsMax } from "../values/limits.ts";
import { paceSchema } from "../show/pace.ts";
import { showIdSchema } from "../programs/process-config.ts";
import { receiptChecks } from "../transfers/receipts.ts";
import { fingerprintPattern } from "./report-key.ts";
import { showEventKinds } from "../show/show-events.ts";
import { topologySchema } from "../show/topology.ts";

/**
 * What a gateway tells for the report of a show: what rooms and fabric have told it, and the phones that are at it. What
 * nobody knows is null. Version 1; a field is only ever added with a new version of the report.
 */

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
/** Entries of the log; 0 where there is none. */
const entry = count;
/** Wall clock, ms. */
const wallMs = count;
/** From an incident's beginning, ms; what led to it is negative. Cables may be restored days later. */
const sinceMs = z.number().int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
const cents = z.number().int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
const room = z.number().int().min(0).max(6);
const shard = z
  .number()
  .int()
  .min(0)
  .max(shardsMax - 1);
const hash = z.string().regex(/^[0-9a-f]{16}$/);
const text = z.string().max(100);

export const fundsFactsSchema = z.strictObject({
  /** The entry as of which it was counted. */
  asOf: entry,
  people: z.strictObject({ accounts: count, expectedCents: cents, actualCents: cents }),
  /** Canaries and their tills. */
  house: z.strictObject({ accounts: count, expectedCents: cents, actualCents: cents }),
  synthetic: z.strictObject({ accounts: count, expectedCents: cents, actualCents: cents }),
});
export type FundsFacts = z.infer<typeof fundsFactsSchema>;

const verificationSchema = z.strictObject({
  incident: count,
  phones: count,
  verified: count,
  missing: count,
  archived: count,
  forged: count,
  notYetHeard: count,
});

const shardFactsSchema = z.strictObject({
  shard,
  hitAt: entry,
  settledAt: entry,
  backAt: entry,
  moved: z.boolean(),
  byPerson: z.boolean(),
  people: count,
  measuredMs: count.nullable(),
});
export type ShardFacts = z.infer<typeof shardFactsSchema>;

const timelineSchema = z.strictObject({
  atMs: sinceMs,
  kind: text,
  room: room.nullable(),
  cable: text.nullable(),
});

const inFlightFactsSchema = z.strictObject({
  /** Phones that have told, also that nothing of theirs was in flight. */
  phones: count,
  payments: z.array(
    inFlightSchema.extend({
      account: count,
      index: entry.nullable(),
      check: z.enum(receiptChecks).nullable(),
    }),
  ),
  notListed: count,
});

export const incidentFactsSchema = z.strictObject({
  number: z.number().int().min(1).max(0xffff_ffff),
  rooms: z.array(room),
  pace: paceSchema.shape.name,
  state: z.enum(["running", "recovered", "restored-by-hand", "returned-by-itself", "not-known"]),
  firstHitAt: entry,
  endedAt: entry,
  startedAtMs: wallMs.nullable(),
  startSource: z.enum(measureSources).nullable(),
  /** Until every shard that was hit was back, ms. */
  durationMs: count.nullable(),
  /** The entry that holds the measurement; null while none does. */
  measuredAt: entry.nullable(),
  shardsHit: count,
  shardsMoved: count,
  peopleHit: count,
  /** Null where this gateway came later: rooms remember every shard of the last incident only. */
  shards: z.array(shardFactsSchema).max(shardsMax).nullable(),
  timeline: z.array(timelineSchema),
  /** As of the newest entry that was known when the first cut was heard of, and behind the end. */
  fundsAtCut: fundsFactsSchema.nullable(),
  fundsAtEnd: fundsFactsSchema.nullable(),
  /** The most payments that phones kept at one time, as far as this gateway has seen; null where it came later. */
  keptMost: count.nullable(),
  verification: verificationSchema.nullable(),
  inFlight: inFlightFactsSchema,
});
export type IncidentFacts = z.infer<typeof incidentFactsSchema>;

const roomFactsSchema = z.strictObject({
  room,
  answering: z.boolean(),
  appliedIndex: entry,
  diverged: z.boolean(),
  funds: fundsFactsSchema,
});

/** State digests and chain hashes of rooms after one entry. */
const digestFactsSchema = z.strictObject({
  at: entry,
  rooms: z.array(z.strictObject({ room, state: hash, chain: hash })),
});
export type DigestFacts = z.infer<typeof digestFactsSchema>;

export const eventFactsSchema = z.strictObject({
  atMs: wallMs,
  kind: z.enum(showEventKinds),
  values: z.record(text, z.union([text, z.number()])),
});

export const reportFactsSchema = z.strictObject({
  showId: showIdSchema,
  rehearsal: z.boolean(),
  topology: topologySchema,
  keyFingerprint: z.string().regex(fingerprintPattern).nullable(),
  gateway: text,
  /** When this was told, and since when this gateway has run. */
  toldAtMs: wallMs,
  runsSinceMs: wallMs,
  pace: paceSchema,
  failback: z.boolean(),
  /** Of the rooms that have told this gateway of themselves. */
  rooms: z.array(roomFactsSchema),
  digests: z.array(digestFactsSchema),
  transfers: z.strictObject({
    asOf: entry,
    booked: count,
    byPeople: count,
    bySynthetic: count,
  }),
  phones: z.strictObject({
    /** Accounts of people; null where the presenter hides the head count. */
    joined: count.nullable(),
    /** Phones that have told what they keep, of those that are here. */
    heard: count,
    here: count,
    kept: count,
    keptCents: count,
    checking: count,
  }),
  /** Oldest first. */
  incidents: z.array(incidentFactsSchema).max(pastIncidentsMax),
  events: z.array(eventFactsSchema),
  /** Events that were forgotten. */
  eventsNotKept: count,
});
export type ReportFacts = z.infer<typeof reportFactsSchema>;
