import type { LinkReport } from "./link-reports.ts";
import * as z from "zod";
import type { AccountView } from "../transfers/accounts.ts";
import { dialChangeSchema, type Dials } from "../show/dials.ts";
import { shardSchema } from "../values/id-schemas.ts";
import {
  asAccountId,
  asLogIndex,
  asTokenHash,
  type AccountId,
  type LogIndex,
  type RoomIndex,
  type SequenceNumber,
} from "../values/ids.ts";
import {
  measurementSchema,
  type IncidentAges,
  type LoggedIncident,
  type PastIncident,
} from "./incidents.ts";
import { receiptsPerRequestMax } from "../values/limits.ts";
import type { LogEvent } from "./log-events.ts";
import { asCents, subtractCents, type Cents } from "../values/money.ts";
import { paceSchema, type Pace } from "../show/pace.ts";
import { receiptSchema, type Receipt, type ReceiptCheck } from "../transfers/receipts.ts";
import type { Percentiles } from "../values/recent-durations.ts";
import type { RoomView } from "./views.ts";

/**
 * Messages between gateway and room other than transfers (those are in transfer-frames.ts): JSON, one message each.
 * A request carries `id`, its answer repeats it. A room answers requests in any order.
 */
const id = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const account = z.number().int().min(0).max(0xffff_ffff).transform(asAccountId);
const tokenHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform(asTokenHash);

export const roomRequestSchema = z.discriminatedUnion("kind", [
  /** Opens an account in that shard, or answers the one that this token has already. */
  z.strictObject({ kind: z.literal("open"), id, tokenHash, shard: shardSchema }),
  /** The account of a token, or null if this room knows none. Any room may be asked; accounts never change hands. */
  z.strictObject({ kind: z.literal("find"), id, tokenHash }),
  /**
   * The account of a token, and in the same turn what a linearizable read shows of it, by any room: what everybody asks who
   * comes in. Only a room whose status says `readsWhatItFinds` knows this request.
   */
  z.strictObject({ kind: z.literal("find-and-read"), id, tokenHash }),
  /**
   * A linearizable read, by the room that serves the account: it shows everything that was acknowledged anywhere before it
   * was asked. `log-unavailable` where no quorum could say what that is; to be asked again.
   */
  z.strictObject({ kind: z.literal("read"), id, account }),
  /**
   * The account as this room has it, whoever serves it, as of the entry `appliedIndex`: to show, not to decide.
   * While a shard is switching nothing in it can change, so then any room that knows of the suspicion has it exactly.
   */
  z.strictObject({ kind: z.literal("stale-read"), id, account }),
  z.strictObject({
    kind: z.literal("verify"),
    id,
    receipts: z.array(receiptSchema).max(receiptsPerRequestMax),
  }),
  /** Starts the feed of applied transfers behind this index; 0 = from now on. A new subscription ends the former one. */
  z.strictObject({
    kind: z.literal("subscribe"),
    id,
    after: id.transform(asLogIndex),
  }),
  z.strictObject({ kind: z.literal("unsubscribe"), id }),
  z.strictObject({ kind: z.literal("set-pace"), id, pace: paceSchema }),
  /** Null leaves it as it is, and says that a hand has restored a cable. */
  z.strictObject({ kind: z.literal("set-failback"), id, failback: z.boolean().nullable() }),
  z.strictObject({ kind: z.literal("set-dial"), id, change: dialChangeSchema }),
  /** Puts the measurement of the last incident into the log, after its end; the first one counts. */
  z.strictObject({ kind: z.literal("measure-incident"), id, ...measurementSchema.shape }),
  /** The incidents that have ended, oldest first. */
  z.strictObject({ kind: z.literal("past-incidents"), id }),
  /** Recounts all funds, account by account. */
  z.strictObject({ kind: z.literal("audit"), id }),
]);
export type RoomRequest = z.infer<typeof roomRequestSchema>;

/** Why a room did not do it. None of them changed anything that the gateway could not find out by asking again. */
export type RoomRequestRefusal =
  | "malformed"
  | "not-serving"
  | "switching"
  | "fenced"
  | "accounts-full"
  | "unknown-shard"
  | "unknown-account"
  | "busy"
  | "catching-up"
  | "log-unavailable"
  | "pace-while-switching"
  | "format-not-in-force"
  | "unknown-incident"
  | "incident-open"
  | "already-measured"
  | "dials-full"
  | "diverged"
  | "unknown";

export interface FundsCount {
  readonly accounts: number;
  readonly expectedCents: Cents;
  readonly actualCents: Cents;
}

/** A transfer as the feed tells it: both balances after it, as of `index`. */
export interface FeedItem {
  readonly index: LogIndex;
  readonly payer: AccountId;
  readonly payee: AccountId;
  readonly amountCents: Cents;
  readonly sequence: SequenceNumber;
  readonly payerBalanceCents: Cents;
  readonly payeeBalanceCents: Cents;
}

/** Funds in all accounts: of people, of the house (canaries and tills), and of synthetic attendees. */
export interface FundsTotals {
  readonly people: FundsCount;
  readonly house: FundsCount;
  readonly synthetic: FundsCount;
}

/** All three together: money moves between them, so only their sum must be what was given out. */
export function fundsTogether({ people, house, synthetic }: FundsTotals): FundsCount {
  const of = (count: (group: FundsCount) => number): number =>
    count(people) + count(house) + count(synthetic);
  return {
    accounts: of(({ accounts }) => accounts),
    expectedCents: asCents(of(({ expectedCents }) => expectedCents)),
    actualCents: asCents(of(({ actualCents }) => actualCents)),
  };
}

/** What there is more or less than what was given out: 0.00, or money was lost or made. */
export function fundsDifference(funds: FundsTotals): Cents {
  const { actualCents, expectedCents } = fundsTogether(funds);
  return subtractCents(actualCents, expectedCents);
}

/** Why the log takes nothing though it has a leader: see the port of the replicated log. */
export type LogAlarm = "no-space" | "corrupt";

/** The newest version of payloads that a room reads, and the one in which it writes what has to be agreed upon. */
export interface RoomPayloadVersions {
  readonly reads: number;
  readonly writes: number;
}

/** What a room's state was after an entry. */
export interface ToldDigest {
  readonly index: LogIndex;
  readonly state: string;
  readonly chain: string;
}

/** What a room tells about itself, unasked, on every change that matters and at least every `statusIntervalMs`. */
export interface RoomStatus {
  readonly room: RoomIndex;
  /** Random per process start. */
  readonly boot: number;
  readonly role: "leader" | "follower" | "candidate" | "pre-candidate" | "stopped";
  readonly term: number;
  readonly leader: RoomIndex | null;
  readonly commitIndex: LogIndex;
  readonly appliedIndex: LogIndex;
  /** The room has caught up after its start and answers requests. */
  readonly ready: boolean;
  /** It lost its disk, and counts for no quorum until it has everything that was committed before. */
  readonly recovering: boolean;
  readonly pace: Pace;
  readonly failback: boolean;
  /** Of the ledger: 2 once the log has adopted it, from then on incidents and dials are its state. */
  readonly format: number;
  readonly dials: Dials;
  /** Counts incidents; 0 before the first. In format 1 it counts suspicions while no shard was switching. */
  readonly incidentNumber: number;
  /** The last incident, open or ended; null before the first, and as long as none has begun in format 2. */
  readonly incident: (LoggedIncident & { readonly ages: IncidentAges }) | null;
  readonly rooms: readonly RoomView[];
  /** How much longer each room gets no shards, by log time, ms: 0 once its next heartbeat lets it; null where it is not drained. */
  readonly drainedMs: readonly (number | null)[];
  /** See encodeShards. */
  readonly shards: string;
  readonly epochs: readonly number[];
  /** Accounts of people per shard; house accounts and synthetic attendees are not counted. */
  readonly accountsPerShard: readonly number[];
  readonly syntheticPerShard: readonly number[];
  /** Time since each room's last valid heartbeat was applied here, ms. */
  readonly heartbeatAgesMs: readonly number[];
  /** Until the first switching shard may move; 0 once it may, null while none is switching. */
  readonly leaseRemainingMs: number | null;
  readonly funds: FundsTotals;
  /** Transfers booked since the first entry of the log; of those, the ones that people and synthetic attendees paid. */
  readonly transfersBooked: number;
  readonly transfersByPeople: number;
  readonly transfersBySynthetic: number;
  /** State digest at the last multiple of 1,024 that was applied here. */
  readonly digest: ToldDigest | null;
  /**
   * State digest right behind the entry that ended the last incident, so that copies are compared there at once, and not a
   * thousand entries later. Only while this process has applied that entry itself; earlier builds do not tell.
   */
  readonly endDigest?: ToldDigest;
  readonly diverged: boolean;
  /** Of this room's own payloads, from their proposal until they were applied here; null where none was lately. */
  readonly commitMs: Percentiles | null;
  /** Writes of its log until they were on stable storage; null where none was lately, or nobody measures. */
  readonly diskSyncMs: Percentiles | null;
  /** Earlier builds do not tell. */
  readonly payloads?: RoomPayloadVersions;
  /** What its ways to the other rooms are like, where they run over real cables; earlier builds do not tell. */
  readonly links?: readonly LinkReport[];
  /** Only while it stands; earlier builds do not tell. */
  readonly logAlarm?: LogAlarm;
  /** Only while the engine's member beside the room does not answer: the room counts for no quorum then; earlier builds do not tell. */
  readonly memberSilent?: true;
  /** A measurement may begin at the silence of real paths: this build can read that in the log; earlier builds do not tell. */
  readonly knowsPathSilence?: true;
  /** It knows `find-and-read`; earlier builds do not tell. */
  readonly readsWhatItFinds?: true;
}

export const statusIntervalMs = 200;

export type RoomAnswerMessage =
  | {
      readonly kind: "opened";
      readonly id: number;
      readonly account: AccountView;
      /** Null where the opening is so long ago that it is archived. */
      readonly receipt: Receipt | null;
      readonly replayed: boolean;
    }
  | {
      readonly kind: "found";
      readonly id: number;
      readonly account: AccountId | null;
      /** Where the account lives, which never changes. A room of an earlier build does not say so. */
      readonly home?: Pick<AccountView, "shard" | "synthetic">;
      /** To `find-and-read`; null while its shard is switching, or where no quorum could say what is current. */
      readonly view?: AccountView | null;
    }
  | { readonly kind: "read"; readonly id: number; readonly account: AccountView }
  | {
      readonly kind: "checked";
      readonly id: number;
      readonly checks: readonly ReceiptCheck[];
      readonly appliedIndex: LogIndex;
    }
  | { readonly kind: "subscribed"; readonly id: number; readonly after: LogIndex }
  | { readonly kind: "done"; readonly id: number; readonly index: LogIndex }
  | {
      readonly kind: "past-incidents";
      readonly id: number;
      readonly incidents: readonly PastIncident[];
    }
  | {
      readonly kind: "audited";
      readonly id: number;
      readonly funds: FundsTotals;
      /** Every account added up, per account and in total, and the digest computed afresh. */
      readonly sound: boolean;
      readonly appliedIndex: LogIndex;
      readonly digest: string;
    }
  | { readonly kind: "refused"; readonly id: number; readonly refusal: RoomRequestRefusal };

export type RoomPush =
  | { readonly kind: "status"; readonly status: RoomStatus }
  | {
      readonly kind: "feed";
      /** Applied up to here; the next frame goes on behind it. */
      readonly upTo: LogIndex;
      readonly items: readonly FeedItem[];
      /** Booked transfers that are not listed because the frame was full; -1: the past is forgotten, read afresh. */
      readonly skipped: number;
      /**
       * Payments of people and synthetic attendees from the first entry up to `upTo`: so every payment is counted, also those
       * that are not listed. A room of an earlier build does not tell.
       */
      readonly bookedByAll?: number;
      readonly events: readonly LogEvent[];
    };

export type RoomMessage = RoomAnswerMessage | RoomPush;
