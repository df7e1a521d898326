import * as z from "zod";
import type { TextTable } from "./values/language.ts";

/**
 * What a process of a show says over the channel to the supervisor that started it when it cannot run, before it ends:
 * what another start would not change, unless something else is changed first.
 */
const reason = z.strictObject({ en: z.string(), zh: z.string() });
export const startHindranceSchema = z.discriminatedUnion("kind", [
  /** The room's log is damaged or in part gone; the other rooms have what it held. */
  z.object({ kind: z.literal("log-unreadable"), reason }),
  /** The directory is of another room or of another show. */
  z.object({ kind: z.literal("log-of-another"), reason }),
  /** A newer build wrote what this one would have to read. */
  z.object({ kind: z.literal("newer-build"), reason }),
  /** Somebody else listens where this process is to listen. */
  z.object({ kind: z.literal("port-taken"), port: z.number().int() }),
]);
export type StartHindrance = z.infer<typeof startHindranceSchema>;

/** Why it ends, where another start may help. */
export const lastWordsSchema = z.object({ kind: z.literal("last-words"), reason });
export type LastWords = z.infer<typeof lastWordsSchema>;

/** Why a room does not run. Only one that `tries-again` is started again by itself, and ends each time. */
export const roomStopSchema = z.strictObject({
  room: z.string(),
  why: z.enum(["log-unreadable", "log-of-another", "newer-build", "not-started", "tries-again"]),
  /** In the words of the room: file and offset, versions; empty where it said nothing. */
  reason: z.strictObject({ en: z.string().max(500), zh: z.string().max(500) }),
});
export type RoomStop = z.infer<typeof roomStopSchema>;

/** The port that somebody else has, if that is what the error or its cause says; null for any other error. */
export function takenPortIn(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  if ("code" in error && error.code === "EADDRINUSE" && "port" in error)
    return typeof error.port === "number" ? error.port : null;
  return takenPortIn(error.cause);
}

/** What LOG_LEVEL may say, from the most to the least. */
export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
type LogLevel = (typeof logLevels)[number];

/** Of the environment; "info" where it says nothing, null where it says what is no level. */
export function logLevelIn(env: Readonly<Record<string, string | undefined>>): LogLevel | null {
  const said = env["LOG_LEVEL"] ?? "info";
  return logLevels.find((level) => level === said) ?? null;
}

export const logLevelTexts = {
  allowed: {
    en: `LOG_LEVEL takes ${logLevels.join(", ")}`,
    zh: `LOG_LEVEL 须为 ${logLevels.join("、")}`,
  },
} satisfies TextTable;
