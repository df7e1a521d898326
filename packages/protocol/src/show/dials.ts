import * as z from "zod";
import {
  accountsMax,
  asAccountId,
  asLogIndex,
  type AccountId,
  type LogIndex,
} from "../values/ids.ts";
import { asCents, transferMaxCents } from "../values/money.ts";

/**
 * Dials: what the presenter sets. They hold at once where they were turned and are kept in the log, where the last entry
 * wins; so every gateway shows the same, and one that is started anew knows them. Pace and failback, which rooms obey,
 * have records of their own.
 */

/** Of the show. Positions are codes in the log: names are only ever added at the end, here and below. */
export const acts = ["lobby", "live", "cue", "hold-up", "report"] as const;
export const stageLanguageChoices = ["both", "zh", "en"] as const;
export const stageViews = ["story", "dashboard"] as const;

/** Attendees that may be removed at once. */
export const removedMax = 4_096;
/** Ended sessions that are remembered: of more, the one that expires first gives way. */
export const endedSessionsMax = 256;

export const endedSessionSchema = z.strictObject({
  /** 64 bits as hex digits. */
  session: z.string().regex(/^[0-9a-f]{16}$/),
  /** Whole seconds since 1970. */
  expiresAtS: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
});
export type EndedSession = z.infer<typeof endedSessionSchema>;

const actSchema = z.discriminatedUnion("act", [
  z.strictObject({ act: z.enum(["lobby", "live", "hold-up", "report"]) }),
  /** Everybody is asked to pay this much. */
  z.strictObject({
    act: z.literal("cue"),
    amountCents: z.number().int().min(1).max(transferMaxCents).transform(asCents),
  }),
]);

export const dialChangeSchema = z.discriminatedUnion("dial", [
  z.strictObject({ dial: z.literal("act"), value: actSchema }),
  z.strictObject({ dial: z.literal("doorsOpen"), value: z.boolean() }),
  z.strictObject({ dial: z.literal("blank"), value: z.boolean() }),
  z.strictObject({ dial: z.literal("headCountHidden"), value: z.boolean() }),
  z.strictObject({ dial: z.literal("paused"), value: z.boolean() }),
  z.strictObject({ dial: z.literal("stageLanguages"), value: z.enum(stageLanguageChoices) }),
  z.strictObject({ dial: z.literal("stageView"), value: z.enum(stageViews) }),
  z.strictObject({ dial: z.literal("sound"), value: z.boolean() }),
  /** An attendee is removed, or let in again. */
  z.strictObject({
    dial: z.literal("removed"),
    value: z.strictObject({
      account: z
        .number()
        .int()
        .min(0)
        .max(accountsMax - 1)
        .transform(asAccountId),
      removed: z.boolean(),
    }),
  }),
  /** A console session is over before its time; it needs no longer be remembered than it would have lasted. */
  z.strictObject({
    dial: z.literal("endedSessions"),
    value: endedSessionSchema,
  }),
]);
export type DialChange = z.infer<typeof dialChangeSchema>;
export type ActSetting = z.infer<typeof actSchema>;

/** The position of a dial is its code in the log. */
export const dialNames = [
  "act",
  "doorsOpen",
  "blank",
  "headCountHidden",
  "paused",
  "stageLanguages",
  "stageView",
  "sound",
  "removed",
  "endedSessions",
] as const satisfies readonly DialChange["dial"][];

export interface Dial<Value> {
  readonly value: Value;
  /** The entry that set it last; 0: never. */
  readonly setAt: LogIndex;
}

export interface Dials {
  readonly act: Dial<ActSetting>;
  readonly doorsOpen: Dial<boolean>;
  readonly blank: Dial<boolean>;
  readonly headCountHidden: Dial<boolean>;
  readonly paused: Dial<boolean>;
  readonly stageLanguages: Dial<(typeof stageLanguageChoices)[number]>;
  readonly stageView: Dial<(typeof stageViews)[number]>;
  readonly sound: Dial<boolean>;
  /** Who is removed now, ascending. */
  readonly removed: Dial<readonly AccountId[]>;
  /** Those that expire first come first. */
  readonly endedSessions: Dial<readonly EndedSession[]>;
}

function untouched<Value>(value: Value): Dial<Value> {
  return { value, setAt: asLogIndex(0) };
}

/** What holds before anybody has turned anything. */
export const firstDials: Dials = {
  act: untouched<ActSetting>({ act: "lobby" }),
  doorsOpen: untouched(true),
  blank: untouched(false),
  headCountHidden: untouched(false),
  paused: untouched(false),
  stageLanguages: untouched("both"),
  stageView: untouched("story"),
  sound: untouched(false),
  removed: untouched([]),
  endedSessions: untouched([]),
};
