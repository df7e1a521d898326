import { cableNames } from "@cablecut/protocol";
import type { CableId } from "@cablecut/protocol";
import * as z from "zod";

/** Targets in one request, and the longest pause between two of them. */
export const targetsMax = 64;
export const intervalMsMax = 10_000;

/** A cable "hz-a/A", a room "hz-a", a city "hz", or "all". */
const target = z.string().min(1).max(40);
const targets = z.array(target).min(1).max(targetsMax);
const intervalMs = z.number().min(0).max(intervalMsMax).optional();

/** Seen from the room at the end of the cable: what comes toward it, what comes from it, or both. */
export const directionSchema = z.enum(["both", "toward", "from"]);
export type Direction = z.infer<typeof directionSchema>;

export const cutRequestSchema = z.strictObject({
  targets,
  /** Pause between one target and the next, in milliseconds; default 0. */
  intervalMs,
  direction: directionSchema.optional(),
});
export type CutRequest = z.infer<typeof cutRequestSchema>;

export const restoreRequestSchema = z.strictObject({ targets, intervalMs });
export type RestoreRequest = z.infer<typeof restoreRequestSchema>;

/** Each fault replaces the fault of the same kind on that cable; its neutral value takes it away. */
export const faultSchema = z.discriminatedUnion("kind", [
  /** Added one-way latency in milliseconds, plus up to `jitterMs` at random. Order is kept. Neutral: 0, 0. */
  z.strictObject({
    kind: z.literal("delay"),
    delayMs: z.number().min(0).max(10_000),
    jitterMs: z.number().min(0).max(10_000).default(0),
  }),
  /** Chance that a segment is lost. TCP sends it again after a timeout, so the stream stalls. Neutral: 0. */
  z.strictObject({ kind: z.literal("loss"), rate: z.number().min(0).max(0.9) }),
  /** Each way, shared by all connections of the cable. Neutral: null. */
  z.strictObject({
    kind: z.literal("bandwidth"),
    bytesPerSecond: z.number().int().min(1_000).max(1e10).nullable(),
  }),
  /** Every connection that crosses the cable is reset on both ends, once. Nothing stays. */
  z.strictObject({ kind: z.literal("reset") }),
]);
export type Fault = z.infer<typeof faultSchema>;

export const faultRequestSchema = z.strictObject({ targets, fault: faultSchema });
export type FaultRequest = z.infer<typeof faultRequestSchema>;

const cableIdSchema = z
  .string()
  .refine((text): text is CableId => cableNames.some((name) => text.endsWith(`/${name}`)));

/**
 * A moment on two clocks: `atMs` is the monotonic clock of the machine (`process.hrtime`, which processes of one
 * machine share), `wallMs` is Unix time.
 */
const moment = { atMs: z.number(), wallMs: z.number() };

export const silenceSchema = z.strictObject({ toward: z.boolean(), from: z.boolean() });

export const cableStatusSchema = z.object({
  id: cableIdSchema,
  room: z.string(),
  city: z.string(),
  /** Carries bytes both ways. */
  carries: z.boolean(),
  /** A cut that goes on is still to take it. */
  cutAhead: z.boolean().default(false),
  silence: silenceSchema,
  delayMs: z.number(),
  jitterMs: z.number(),
  lossRate: z.number(),
  bytesPerSecond: z.number().nullable(),
  /** Bytes delivered since the fabric started. */
  bytesToward: z.number(),
  bytesFrom: z.number(),
  connections: z.number(),
});
export type CableStatus = z.infer<typeof cableStatusSchema>;

export const fabricStatusSchema = z.object({
  /** Unix time at which this fabric process started; tells a restart. */
  startedWallMs: z.number(),
  ...moment,
  cables: z.array(cableStatusSchema),
  rooms: z.array(
    z.object({
      id: z.string(),
      city: z.string(),
      cablesUp: z.number(),
      /** When it lost its last cable; null while it has one. */
      dark: z.object(moment).nullable(),
    }),
  ),
  connections: z.number(),
  /** Number of the newest event. */
  lastEvent: z.number(),
  /** The disk has failed and has not taken the cables' state since: a fabric that started now would not know of it. */
  behind: z.boolean().default(false),
});
export type FabricStatus = z.infer<typeof fabricStatusSchema>;

/** `seq` counts from 1 in each fabric process. */
const stamped = { seq: z.number(), ...moment };

export const fabricEventSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("cable-cut"),
    ...stamped,
    cable: cableIdSchema,
    silence: silenceSchema,
  }),
  z.object({ kind: z.literal("cable-restored"), ...stamped, cable: cableIdSchema }),
  z.object({
    kind: z.literal("cable-fault"),
    ...stamped,
    cable: cableIdSchema,
    fault: faultSchema,
  }),
  /** The room has lost its last cable: none carries both ways. */
  z.object({ kind: z.literal("room-dark"), ...stamped, room: z.string(), city: z.string() }),
  /** The room has a cable again. */
  z.object({ kind: z.literal("room-lit"), ...stamped, room: z.string(), city: z.string() }),
]);
export type FabricEvent = z.infer<typeof fabricEventSchema>;

/**
 * The past of the cables, oldest first, beyond restarts of the fabric: at most as much as is remembered. `ageMs`: how long
 * ago it was; null where nobody can say, because the machine was started again in between. Where it is known, `atMs` is on
 * the clock that this machine's processes have now. `seq` is of the fabric process that it happened in.
 */
export const fabricHistorySchema = z.object({
  ok: z.literal(true),
  events: z.array(fabricEventSchema.and(z.object({ ageMs: z.number().nullable() }))),
});
export type FabricHistory = z.infer<typeof fabricHistorySchema>;

/** First line of the event stream, before the events that the watcher has missed. */
export const eventStreamHeadSchema = z.object({
  kind: z.literal("events"),
  startedWallMs: z.number(),
  lastEvent: z.number(),
});

export const controlRefusals = [
  /** The body is no JSON or does not have the form of the request. */
  "bad-request",
  "unknown-target",
  "bad-fault",
  "unknown-path",
  "method-not-allowed",
  "too-many-watchers",
  "body-too-long",
  /** Asked under a foreign host name or by a web page. */
  "foreign-origin",
  /** Asked without the token that this fabric was given. */
  "forbidden",
  /** Too many staggered requests are still under way. */
  "busy",
  /** The fabric is closing. */
  "closing",
] as const;
export type ControlRefusal = (typeof controlRefusals)[number];

export const refusalSchema = z.object({
  ok: z.literal(false),
  refusal: z.enum(controlRefusals),
  message: z.string(),
});

export const changeAnswerSchema = z.object({
  ok: z.literal(true),
  /** The moment of each change, in the order in which they were really made. Unchanged cables do not appear. */
  changes: z.array(z.object({ cable: cableIdSchema, ...moment })),
  /** Cables that a staggered request left alone: "restore everything" came first, or a later request wants the opposite of them. */
  cancelled: z.array(cableIdSchema),
  /** False: the disk failed, so a restart of the fabric would not know of the change. It was made all the same. */
  saved: z.boolean(),
});
export type ChangeAnswer = z.infer<typeof changeAnswerSchema>;
