import * as z from "zod";
import type { attendeeSearchSchema, AttendeeSearchAnswer } from "./attendees.ts";
import type { ConnectionRefusal } from "./connection-refusals.ts";
import type { ConsoleHandAnswer, ConsoleHandTold } from "./console-hand.ts";
import { crowdWishSchema, type CrowdState } from "../show/crowd.ts";
import { dialChangeSchema } from "../show/dials.ts";
import type { AccountId, LogIndex, RoomIndex } from "../values/ids.ts";
import { impairmentSchema, type ImpairedCable } from "../show/impairments.ts";
import { paceNames, type ChosenPaceName } from "../show/pace.ts";
import type { RoomStop } from "../process-words.ts";
import type { ResetRefusal } from "../programs/supervisor-messages.ts";
import type {
  FundsTotals,
  LogAlarm,
  RoomPayloadVersions,
  RoomRequestRefusal,
} from "../rooms/room-messages.ts";
import type { EventLine } from "../show/show-events.ts";
import type { Arrival, ShowDescription, ShowSnapshot } from "../show/show.ts";
import type { CableId } from "../show/topology.ts";
import type { VenueCheck } from "../show/venue.ts";

/** Events between the presenter's console and the gateway, namespace "/presenter". Nothing works before `login`. */

/** A PIN has six characters or more, digits or letters. */
export const pinLengthMin = 6;
export const pinLengthMax = 12;

const target = z
  .string()
  .regex(
    /^(all|[a-z0-9-]{1,16}(\/[AB])?)$/,
    'a cable "hz-a/A", a room "hz-a", a city "hz" or "all"',
  );
export const loginSchema = z.strictObject({ pin: z.string().min(pinLengthMin).max(pinLengthMax) });
/** The token in the operator's file on the machine of the show. */
export const operatorSchema = z.strictObject({ token: z.string().regex(/^[0-9a-f]{64}$/) });
/** Of a login link, which works once. */
export const loginTicketSchema = z.strictObject({ ticket: z.string().max(200) });
export const ticketRequestSchema = z.strictObject({ kind: z.enum(["login", "stage"]) });
/** A session is opaque to everybody but gateways. */
export const resumeSchema = z.strictObject({ session: z.string().max(200) });
export const logoutSchema = z.strictObject({});
const presenterCommandSchema = z.discriminatedUnion("kind", [
  /** Silence, one cable after the other in this order. `evenIfQuorumIsLost` must be said where a cut leaves no quorum. */
  z.strictObject({
    kind: z.literal("cut"),
    targets: z.array(target).min(1).max(14),
    intervalMs: z.number().int().min(0).max(5_000),
    evenIfQuorumIsLost: z.boolean(),
  }),
  /** Anything but a whole cut, at all targets at once. */
  z.strictObject({
    kind: z.literal("impair"),
    targets: z.array(target).min(1).max(14),
    impairment: impairmentSchema,
    evenIfQuorumIsLost: z.boolean(),
  }),
  z.strictObject({ kind: z.literal("restore"), targets: z.array(target).min(1).max(14) }),
  z.strictObject({ kind: z.literal("restore-everything") }),
  z.strictObject({ kind: z.literal("cue"), on: z.boolean() }),
  z.strictObject({ kind: z.literal("set-pace"), pace: z.enum(paceNames) }),
  z.strictObject({ kind: z.literal("set-failback"), failback: z.boolean() }),
  z.strictObject({ kind: z.literal("blank"), on: z.boolean() }),
  z.strictObject({ kind: z.literal("doors"), open: z.boolean() }),
  z.strictObject({ kind: z.literal("hide-count"), hidden: z.boolean() }),
  /** Whether the last account numbers may be given out. */
  z.strictObject({ kind: z.literal("last-numbers"), on: z.boolean() }),
  z.strictObject({ kind: z.literal("crowd"), wish: crowdWishSchema }),
  /** Ends this show for good and begins another. `showId` was typed by whoever wants it. */
  z.strictObject({ kind: z.literal("reset"), showId: z.string().max(40) }),
  /** Any other dial; sessions are ended by logging out. */
  z.strictObject({
    kind: z.literal("turn"),
    change: dialChangeSchema.refine(({ dial }) => dial !== "endedSessions"),
  }),
]);
/** A console's snapshot as it left the gateway: which gateway process, and which of its frames. */
const frameSchema = z.strictObject({
  boot: z.number().int().min(0),
  number: z.number().int().min(1),
});
export type ConsoleFrame = z.infer<typeof frameSchema>;
/** A command, with the newest frame that its page had shown; null before the first. */
export const commandRequestSchema = z.strictObject({
  command: presenterCommandSchema,
  shown: frameSchema.nullable(),
});
export type CommandRequest = z.infer<typeof commandRequestSchema>;
export const auditRequestSchema = z.strictObject({});
/** Pieces of one telling of the report: a connection takes no more than about a MiB at once. */
export const reportPiecesMax = 1_000;
/** `made`: null asks for a new telling; a later piece names the one that it belongs to. */
export const reportRequestSchema = z.strictObject({
  made: z.number().int().min(1).nullable(),
  piece: z
    .number()
    .int()
    .min(0)
    .max(reportPiecesMax - 1),
});
export type ReportRequest = z.infer<typeof reportRequestSchema>;
export type PresenterCommand = z.infer<typeof presenterCommandSchema>;

export type LoginAnswer =
  | { readonly ok: true; readonly session: string }
  | {
      readonly ok: false;
      readonly refusal:
        | "wrong-pin"
        /** Not the token of this show's operator. */
        | "wrong-token"
        /** The login link was used before, or is too old. */
        | "link-over"
        | "malformed"
        | "too-fast"
        | "session-over";
    };

export type TicketAnswer =
  | { readonly ok: true; readonly ticket: string }
  | { readonly ok: false; readonly refusal: "malformed" | "not-logged-in" | "too-fast" };

export type LogoutAnswer =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** `too-many-ended`: one more cannot be remembered; a new PIN ends them all. */
      readonly refusal: "malformed" | "not-logged-in" | "too-fast" | "too-many-ended";
    };

/** Why the cables' switchboard changed nothing. */
export type FabricRefusal = "busy" | "closing" | "refused";

export type CommandAnswer =
  /** `notSaved`: of the cables, whose switchboard would forget it if it ended before its disk takes it. */
  | { readonly ok: true; readonly notSaved?: true }
  | {
      readonly ok: false;
      readonly refusal:
        | "malformed"
        | "not-logged-in"
        | "too-fast"
        /** The page had not seen what is now: its newest frame is too old, or another gateway's. */
        | "stale-command"
        | "would-lose-quorum"
        | "no-fabric"
        | "fabric-unreachable"
        | "unknown-target"
        | "pace-while-switching"
        | "log-unavailable"
        /** Nobody here starts and stops programs: the show was not started by `cablecut`. */
        | "no-supervisor"
        /** What was typed is not this show's id. */
        | "other-show"
        /** A show is not ended while an incident runs. */
        | "incident-running"
        | "unknown";
      /** Why a show is not ended, beside `unknown`: a page of an earlier build reads that, a gateway of one does not say more. */
      readonly reset?: Exclude<ResetRefusal, "incident-running">;
      /** Beside `fabric-unreachable`, in the same way: it has answered, and nothing was done. */
      readonly fabric?: FabricRefusal;
      /** Beside `refused`, in the same way: it does not answer, and nothing was asked of it. */
      readonly fabricSilent?: true;
    };

/** One item of the checklist before the show. */
export interface PreflightItem {
  readonly check:
    | "rooms-answering"
    | "leader"
    | "cables-whole"
    | "funds-balanced"
    | "canaries-paying"
    | "shards-home"
    | "stage-connected"
    | "phone-connected"
    | "digests-equal";
  readonly state: "ok" | "waiting" | "failed";
  /** Numbers for the text, e.g. 4 of 5. */
  readonly have: number;
  readonly want: number;
}

/** State digest and chain hash of one room at a multiple of 1,024 entries, 16 hex digits each. */
export interface AuditCheckpoint {
  readonly state: string;
  readonly chain: string;
}

export type RoomAudit =
  | {
      readonly room: RoomIndex;
      readonly answered: true;
      /** Every account added up afresh, as of `appliedIndex`; rooms are rarely at the same one. */
      readonly funds: FundsTotals;
      readonly sound: boolean;
      readonly appliedIndex: LogIndex;
      /** At `comparedAt`; null where this room has not told of it. */
      readonly checkpoint: AuditCheckpoint | null;
    }
  | {
      readonly room: RoomIndex;
      readonly answered: false;
      readonly reason: "silent" | RoomRequestRefusal;
    };

/**
 * Digests can be compared only at the same index of the log: the newest that all answering rooms have told of or, where some
 * of them lag, a quorum.
 */
export type AuditAnswer =
  | {
      readonly ok: true;
      /** Rooms that make a quorum. */
      readonly needed: number;
      readonly comparedAt: LogIndex | null;
      readonly rooms: readonly RoomAudit[];
    }
  | {
      readonly ok: false;
      /** `busy`: another audit is under way; each one stops every room for a moment. */
      readonly refusal: "malformed" | "not-logged-in" | "too-fast" | "busy";
    };

export type ReportAnswer =
  /** One piece of a text: what this gateway tells for the report, and what each phone told it. */
  | {
      readonly ok: true;
      readonly made: number;
      readonly pieces: number;
      readonly text: string;
    }
  | {
      readonly ok: false;
      /** `starting`: this gateway has not heard a room yet. `made-anew`: there is a later telling than the one that was asked for. */
      readonly refusal:
        | "malformed"
        | "not-logged-in"
        | "too-fast"
        | "starting"
        | "made-anew"
        | "too-long";
    };

/** A cut that goes on: the fabric takes one cable after the other. */
export interface CutUnderWay {
  /** The gateway at which it was ordered; null: at this one. */
  readonly at: string | null;
  /** All of its cables, those that are dark already as well. */
  readonly cables: readonly CableId[];
}

export interface ConsoleSnapshot {
  readonly frame: ConsoleFrame;
  readonly show: ShowSnapshot;
  readonly preflight: readonly PreflightItem[];
  /** Newest last, at most 200. */
  readonly events: readonly EventLine[];
  /** The last account numbers are given out as well. */
  readonly lastNumbersToo: boolean;
  readonly paused: boolean;
  /** What rooms obey and have not taken yet; null where nothing waits. */
  readonly waiting: { readonly pace: ChosenPaceName | null; readonly failback: boolean | null };
  /**
   * A pace that waited for the rooms, and that they did not take since shards were switching; until another one is set. A gateway
   * of an earlier build does not say.
   */
  readonly paceRefused?: ChosenPaceName;
  /** The disk of the cables' switchboard has not taken their state: started anew it would not know of the last changes. */
  readonly cablesNotSaved?: true;
  readonly stages: number;
  /** What is wrong with cables that still carry something, or carry it badly. */
  readonly impaired: readonly ImpairedCable[];
  /** Ordered at any console of the show. A gateway of an earlier build does not say. */
  readonly cutsUnderWay?: readonly CutUnderWay[];
  /** Attendees who are removed. */
  readonly removed: number;
  /** Who showed receipts that the show never gave, as far as gateways have heard; at most `forgersMax`. */
  readonly forgedBy: readonly AccountId[];
  /** Null where nobody here can start one. */
  readonly crowd: CrowdState | null;
  readonly venue: readonly VenueCheck[];
  /** Rooms that do not run, and why; none where nobody here starts programs. */
  readonly roomStops: readonly RoomStop[];
  /** While a room that answers tells of it: nothing is booked. */
  readonly logAlarm?: LogAlarm;
  /** Versions of the log's payloads, by room; null where it was not heard or does not tell. */
  readonly payloads: readonly (RoomPayloadVersions | null)[];
  /** Wall clock of when the show was started last, ms; null where nobody has told this gateway. */
  readonly startedAtMs: number | null;
}

export interface PresenterToGateway {
  login(input: { pin: string }, ack: (answer: LoginAnswer) => void): void;
  /** As this machine's operator, with the token in a file that only its owner can read. */
  operator(input: { token: string }, ack: (answer: LoginAnswer) => void): void;
  /** With a link that another console or the terminal has shown; it works once. */
  loginByTicket(input: { ticket: string }, ack: (answer: LoginAnswer) => void): void;
  /** For a login link, or for the stage window that this console opens. */
  ticket(input: { kind: "login" | "stage" }, ack: (answer: TicketAnswer) => void): void;
  /** Goes on with the session of an earlier login, e.g. after a change of network, or of the gateway. */
  resume(input: { session: string }, ack: (answer: LoginAnswer) => void): void;
  /** Ends the session of this connection, wherever it is open. All of a show end with a new PIN. */
  logout(input: Record<string, never>, ack: (answer: LogoutAnswer) => void): void;
  /** Blank and restoring are taken at any age; anything else only from a page that has seen what is now. */
  command(request: CommandRequest, ack: (answer: CommandAnswer) => void): void;
  /** Finds people whom the presenter may want to remove or let in again. */
  attendees(
    input: z.input<typeof attendeeSearchSchema>,
    ack: (answer: AttendeeSearchAnswer) => void,
  ): void;
  /** What the presenter is about to do, for the stages. */
  hand(input: ConsoleHandTold, ack: (answer: ConsoleHandAnswer) => void): void;
  /** Every answering room recounts all funds. */
  audit(input: Record<string, never>, ack: (answer: AuditAnswer) => void): void;
  /** What this gateway can tell for the report of the show so far, piece by piece. */
  report(input: ReportRequest, ack: (answer: ReportAnswer) => void): void;
}

export interface GatewayToPresenter {
  description(description: ShowDescription): void;
  console(snapshot: ConsoleSnapshot): void;
  arrivals(arrivals: readonly Arrival[]): void;
  /** The show's gateways as browsers reach them, origins; with every connection. */
  gateways(origins: readonly string[]): void;
  /** This gateway's own cables are all gone: whoever can goes on at another one of these. */
  elsewhere(): void;
  /** The connection ends, for this reason. */
  refused(refusal: ConnectionRefusal): void;
}
