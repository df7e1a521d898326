import {
  incidentFactsSchema,
  fundsFactsSchema,
  measureSources,
  paceSchema,
  reportFactsSchema,
  showIdSchema,
  topologySchema,
} from "@cablecut/protocol";
import * as z from "zod";

/** report.json. A field is added, or means something else, only with a new version. */
export const reportVersion = 11;
/** Reports of these are checked; those of before are left to the program that made them. */
export const versionsRead = [7, 8, 9, 10, reportVersion] as const;
/**
 * In this version derived fields were added that are optional here, and lines and values of events.csv: a report of an earlier
 * one has none of them. What a report must have is held against what is derived for its version.
 */
export const versionOfToldAlone = 8;
/** In this one every shard, payment in flight, digest and room, and funds that a gateway looked at, got a line of events.csv. */
export const versionOfEveryLine = 9;
/** In this one it is said how many gateways told, and how many were silent. */
export const versionOfGateways = 10;
/**
 * In this one what the log decided got lines of events.csv as well, and transfers.csv and every account's balance a hash. And a
 * report without the log, where there was an incident, does not say any more that nothing was lost.
 */
export const versionOfLogLines = 11;
/** How the page of that version was first drawn: no report of before has this drawing or a later one, and none since an earlier one. */
export const firstDrawingOfLogLines = 12;

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const cents = z.number().int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
const hash16 = z.string().regex(/^[0-9a-f]{16}$/);
const hash64 = z.string().regex(/^[0-9a-f]{64}$/);
const room = z.number().int().min(0).max(6);

/** `notKnown`: paid by accounts whose opening is not in the archive. */
const byGroupSchema = z.strictObject({
  people: count,
  synthetic: count,
  house: count,
  notKnown: count,
});

/** What the archived log itself says, applied from its first entry on, as far as no entry is missing. */
export const logFactsSchema = z.strictObject({
  /** Chain hash before the first entry; made of rooms, cities, shards and the first pace. */
  genesis: hash64,
  lastEntry: count,
  /** After the last entry. */
  chain: hash64,
  /** In force after the last entry. */
  pace: paceSchema,
  failback: z.boolean(),
  /** State and chain after the entries of which rooms told a gateway, as the log's own application has them. */
  digests: z.array(z.strictObject({ at: count, state: hash16, chain: hash16 })),
  /** After the last entry of each room's archive, and after the last that was applied, ascending. */
  chains: z.array(z.strictObject({ at: count, chain: hash64 })),
  incidents: z.array(
    z.strictObject({
      number: z.number().int().min(1),
      rooms: z.array(room),
      /** In force when its last entry was applied. */
      pace: paceSchema,
      endedAt: count,
      measured: z
        .strictObject({ at: count, source: z.enum(measureSources), durationMs: count })
        .nullable(),
      shards: incidentFactsSchema.shape.shards.unwrap(),
      /** In front of the first suspicion that hit a shard, and as of the end. */
      fundsBefore: fundsFactsSchema,
      fundsAtEnd: fundsFactsSchema.nullable(),
    }),
  ),
  fundsAtStart: fundsFactsSchema,
  fundsNow: fundsFactsSchema,
  /** SHA-256 over each account's balance and last number after the last entry; not in a report of an earlier version. */
  balances: hash64.optional(),
});
export type LogFacts = z.infer<typeof logFactsSchema>;

const gapSchema = z.strictObject({
  from: count,
  to: count,
  reason: z.enum(["not-written", "snapshot", "overload", "disk", "dropped", "damaged"]),
});

/** Where transfers.csv comes from: the rooms' archives. */
export const transfersSchema = z.strictObject({
  rows: count,
  /** Of all rows; not in a report of an earlier version. */
  rowsHash: hash64.optional(),
  firstEntry: count,
  /** That any archive holds. */
  lastEntry: count,
  /** From whose archive which entries were read, in the log's order. */
  sources: z.array(z.strictObject({ from: count, to: count, room })),
  /** What no archive holds, between the first entry and the last. */
  gaps: z.array(gapSchema),
  /** All archives; they were compared with each other, entry by entry. */
  rooms: z.array(
    z.strictObject({
      room,
      entries: count,
      lastEntry: count,
      /** As it stands in that archive. */
      chain: hash64,
      gaps: z.array(gapSchema),
      /** The first entry that is another one than most others have; null where all are the same. Nothing is read from there on. */
      differsAt: count.nullable(),
    }),
  ),
});
export type TransfersFacts = z.infer<typeof transfersSchema>;

/** Where phones.csv comes from: what each phone told its gateway, and what rooms said of its receipts. */
export const phonesSchema = z.strictObject({
  rows: count,
  /** Rows that name the newest receipt which a room has verified: it must be that account's in transfers.csv. */
  compared: count,
});

/** Each gateway tells of its own phones; of one that is silent nobody knows what its phones told. */
const gatewaysSchema = z.strictObject({ told: count.min(1), silent: count });
export type GatewaysTold = z.infer<typeof gatewaysSchema>;

const phaseSchema = z.strictObject({
  name: z.enum(["noticed", "decided", "waited", "moved", "paid"]),
  fromMs: z.number().int(),
  toMs: z.number().int(),
  /** Waited by the pace's parameters, and not as long as it had to take. */
  paced: z.boolean(),
});

export const derivedIncidentSchema = z.strictObject({
  number: z.number().int().min(1),
  /** Recovery time objective, reached: from the beginning until every shard paid again. */
  rtoMs: count.nullable(),
  /** Of its shards, ascending. */
  shardsMs: z.array(count),
  medianMs: count.nullable(),
  phases: z.array(phaseSchema),
  inFlight: z.strictObject({
    phones: count,
    payments: count,
    booked: count,
    refused: count,
    cancelled: count,
    other: count,
    open: count,
    /** By what a room said of their receipts; `missing` has the forged ones with it. */
    verified: count,
    missing: count,
    forged: count.optional(),
    archived: count.optional(),
    notYet: count.optional(),
    /** Of all payments that are listed, added up: how long before the beginning they were sent, how long after it they ended. */
    sentBeforeMs: count,
    endedAfterMs: count,
    /** Payments that are not as their phones told. */
    contradicted: count,
  }),
  /** By phones, and together with those that are not heard yet; null where nobody looked. */
  receipts: z.strictObject({ checked: count, all: count }).nullable(),
  /** On the wall clock. */
  recoveredAtMs: count.nullable(),
  /**
   * One cut may be several incidents, where the first room's shards are back before the next room is suspected: the incident
   * that had not ended when this one began, the first of them all, and from that one's beginning to this one's end.
   */
  together: z.strictObject({ since: z.number().int().min(1), spanMs: count }).nullable(),
  /** Recovery point objective, reached: what was acknowledged and is gone; null where no receipt was checked. */
  lostReceipts: count.nullable(),
  differenceCents: cents.nullable(),
});

export const derivedSchema = z.strictObject({
  incidents: z.array(derivedIncidentSchema),
  /** Of every room of the show: what a gateway heard of it, and how far its archive goes; null without one. */
  rooms: z.array(
    z.strictObject({
      id: z.string(),
      heard: z.boolean(),
      answers: z.boolean(),
      /** It told another state than the others, by its own word. */
      diverged: z.boolean().optional(),
      /** Entries of which it told its state. */
      digests: count,
      archivedTo: count.nullable(),
      /** Entries that it lacks up to there, by reason. */
      lacks: z.array(z.strictObject({ reason: gapSchema.shape.reason, entries: count })),
      /** After the last entry that it holds; null without an archive. */
      chain: hash64.nullable(),
    }),
  ),
  /** How far the log was applied, and what was in force there; null where it was not. */
  applied: z
    .strictObject({ upTo: count, pace: paceSchema.shape.name, failback: z.boolean() })
    .nullable(),
  phonesNotHeard: count,
  /** Of transfers.csv; null without one. */
  transfers: z
    .strictObject({
      openings: count,
      booked: byGroupSchema,
      bookedCents: byGroupSchema,
      refused: count,
      cancelled: count,
    })
    .nullable(),
  /** Of all funds, as last told by a room or the log. */
  differenceCents: cents.nullable(),
  /** Entries at which rooms told their state, and those at which it was not the same. */
  digestsCompared: count,
  digestsDiffer: count,
  /**
   * `differs`: no money and no receipt is missing, but a room told another state than the others, or its archive is another log.
   * `not-known`: there is too little to say so.
   */
  verdict: z.enum(["nothing-lost", "lost", "differs", "not-known"]),
});
export type Derived = z.infer<typeof derivedSchema>;
export type DerivedIncident = z.infer<typeof derivedIncidentSchema>;

export const fileNames = ["report.html", "transfers.csv", "phones.csv", "events.csv"] as const;
export type FileName = (typeof fileNames)[number];

/** What the pages of a report are made of: everything but the files' hashes and the signature. */
export const bodySchema = z.strictObject({
  format: z.literal("cablecut-report"),
  version: z.literal(versionsRead),
  /** Of how report.html is drawn. */
  drawing: z.number().int().min(1),
  show: z.strictObject({
    /** Name and version of the program that made this report. */
    program: z.string().regex(/^cablecut \d+\.\d+\.\d+$/),
    showId: showIdSchema,
    createdAt: z.iso.datetime().nullable(),
    rehearsal: z.boolean(),
    topology: topologySchema,
    /** That it began with; null where the report was made by a gateway, which is not told. */
    firstPace: paceSchema.nullable(),
    keyFingerprint: z
      .string()
      .regex(/^[0-9a-f]{20}$/)
      .nullable(),
  }),
  told: reportFactsSchema,
  /** Null where a gateway made the report, which asks no other; not in one of an earlier version. */
  gateways: gatewaysSchema.nullable().optional(),
  log: logFactsSchema.nullable(),
  transfers: transfersSchema.nullable(),
  /** Null where phones are told of together only. */
  phones: phonesSchema.nullable(),
  derived: derivedSchema,
});
export type ReportBody = z.infer<typeof bodySchema>;

export const reportSchema = bodySchema.extend({
  files: z
    .array(z.strictObject({ name: z.enum(fileNames), bytes: count, sha256: hash64 }))
    .max(fileNames.length),
  signature: z
    .strictObject({
      algorithm: z.literal("Ed25519"),
      publicKey: hash64,
      /** Over the canonical JSON of everything else, RFC 8785. */
      value: z.string().regex(/^[0-9a-f]{128}$/),
    })
    .nullable(),
});
export type Report = z.infer<typeof reportSchema>;
