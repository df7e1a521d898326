import type { LocalizedText } from "../values/language.ts";
import * as z from "zod";
import type { AccountView } from "../transfers/accounts.ts";
import type { ConnectionRefusal } from "./connection-refusals.ts";
import {
  accountNumberMax,
  accountNumberMin,
  type AccountId,
  type AccountNumber,
  type LogIndex,
  type RoomIndex,
  type SequenceNumber,
  type ShardId,
} from "../values/ids.ts";
import { inFlightListSchema } from "../transfers/in-flight.ts";
import { moveCodePattern, receiptsPerRequestMax } from "../values/limits.ts";
import { asCents, transferMaxCents, type Cents } from "../values/money.ts";
import type { PaceName } from "../show/pace.ts";
import { receiptSchema, type Receipt, type ReceiptCheck } from "../transfers/receipts.ts";
import type {
  DoorRefusal,
  MeritRefusal,
  PassingRefusal,
  ResultTold,
} from "../transfers/refusals.ts";
import type { IncidentView, RoomCondition } from "../show/show.ts";
import type { Topology } from "../show/topology.ts";

/** Events between a phone and the gateway, socket.io namespace "/phone". Every request acks a union. */

/** What a phone keeps and has open, and how many receipts it will check. */
const outboxShape = {
  kept: z.number().int().min(0).max(100),
  /** Of all payments that it keeps. */
  keptCents: z
    .number()
    .int()
    .min(0)
    .max(100 * transferMaxCents)
    .transform(asCents),
  checking: z.number().int().min(0).max(100),
  receipts: z.number().int().min(0).max(1_000_000),
};
const countOfReceipts = z.number().int().min(0).max(receiptsPerRequestMax);
/** What a room has said of a phone's receipts, sealed by the gateway that heard it; any gateway of the show knows the seal. */
const verifiedSchema = z.strictObject({
  incident: z.number().int().min(0),
  checks: z.strictObject({
    verified: countOfReceipts,
    missing: countOfReceipts,
    forged: countOfReceipts,
    archived: countOfReceipts,
    "not-yet": countOfReceipts,
  }),
  seal: z.string().regex(/^[0-9a-f]{64}$/),
});
/** Random, of this page load. */
export const pageSchema = z.string().regex(/^[0-9a-f]{8,32}$/);
/** What a phone says of itself with every `enter`, so that any gateway counts it right at once. */
const tellsSchema = z.strictObject({
  ...outboxShape,
  page: pageSchema,
  /** Counts the connections of this page. */
  visit: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
  verified: verifiedSchema.nullable(),
});
export const enterSchema = z.strictObject({
  /** 128 random bits as 32 hex digits, made by the phone. */
  token: z.string().regex(/^[0-9a-f]{32}$/),
  /** The show this token was made for; null on the very first visit. */
  showId: z.string().max(40).nullable(),
  /** Said by synthetic attendees, always of the same token: no screen counts them as people. */
  synthetic: z.boolean().exactOptional(),
  tells: tellsSchema.exactOptional(),
});
const sequence = z.number().int().min(1).max(0xffff_ffff);
const accountNumber = z.number().int().min(accountNumberMin).max(accountNumberMax);
export const paySchema = z.strictObject({
  sequence,
  payee: accountNumber,
  amountCents: z.number().int().min(1).max(transferMaxCents).transform(asCents),
});
export const cancelSchema = z.strictObject({ sequence });
/** A question that says nothing but its name: reading the own account, for a random attendee, to be found. */
export const readSchema = z.strictObject({});
export const lookUpSchema = z.strictObject({ accountNumber });
export const verifySchema = z.strictObject({
  incident: z.number().int().min(0),
  receipts: z.array(receiptSchema).max(receiptsPerRequestMax),
  /** What was under way when the incident began; a page that was not there then, or was not told when, leaves it out. */
  inFlight: inFlightListSchema.exactOptional(),
});
export const outboxSchema = z.strictObject(outboxShape);
/** What the stage adds up of a phone: payments kept and how much, payments being checked, receipts held. */
export type OutboxCounts = Readonly<z.output<typeof outboxSchema>>;
export const takeMoveSchema = z.strictObject({ code: z.string().regex(moveCodePattern) });

export type EnterInput = z.input<typeof enterSchema>;
export type PayInput = z.input<typeof paySchema>;
export type VerifyInput = z.input<typeof verifySchema>;
export type VerifyRequest = z.output<typeof verifySchema>;
export type OutboxInput = z.input<typeof outboxSchema>;
export type PhoneTells = z.output<typeof tellsSchema>;
export type SealedChecks = z.infer<typeof verifiedSchema>;
/** One connection of one page. */
export type PageVisit = Pick<PhoneTells, "page" | "visit">;

/** Somebody to pay, as others see them. */
export interface Person {
  readonly account: AccountId;
  readonly accountNumber: AccountNumber;
  readonly name: LocalizedText;
  readonly shard: ShardId;
}

/** The state of all rooms, broadcast to every phone when it changes; small on purpose. */
export interface World {
  /** Wall clock of the gateway, only told. */
  readonly atMs: number;
  /** Of the gateway's monotonic clock: which of two worlds is the later one. A gateway of an earlier build does not say it. */
  readonly toldMs?: number;
  /** The gateway has not heard the rooms yet: nothing of what follows is known to be so now. */
  readonly starting: boolean;
  readonly conditions: readonly RoomCondition[];
  /** See encodeShards: from it a phone knows who serves an account and whether its shard is switching. */
  readonly shards: string;
  /** Rooms that answer: copies of everybody's money that can be read now. */
  readonly answering: number;
  /** False only where it is known that there is none. */
  readonly quorum: boolean;
  /** Counts incidents; 0 before the first. */
  readonly incident: number;
  /** On while the presenter calls everybody to pay and a quorum can book it. */
  readonly cue: {
    readonly on: boolean;
    readonly amountCents: Cents;
    /** The entry that made the call, while there is one and the gateway has seen it: a later call has another. */
    readonly calledAt?: LogIndex;
  };
  /** Everybody is invited to hold the phone up as one window of the hall. */
  readonly holdUp: boolean;
  /** The presenter has paused payments. */
  readonly paused: boolean;
}

/** What the hall as a whole does; told to phones at most once a second, but for the beginning of a switch, and only when it changes. */
export interface Hall {
  /** Who has followed the call to pay, of all who have joined; null without a call, and where the head count is hidden. */
  readonly cue: { readonly tapped: number; readonly joined: number } | null;
  /** The incident that goes on, or the last one; null before the first. */
  readonly incident: {
    /** As in IncidentView. */
    readonly id: number | null;
    readonly state: IncidentView["state"];
    readonly pace: PaceName;
    readonly elapsedMs: number | null;
    /** How much of the lease was waited out, 0 to 1. */
    readonly waited: number;
    readonly accountsHit: number;
    readonly accountsBack: number;
    /** Funds against what was opened: 0 as soon as the stage may say so; null before. */
    readonly differenceCents: number | null;
    /** Whose payment ended it; null where it was a probe's or is not known. */
    readonly stoppedBy?: AccountId | null;
  } | null;
}

export type EnterAnswer =
  | {
      readonly ok: true;
      readonly account: AccountView;
      /** Nobody could be asked who serves the account: it is as another room has it, as of an entry, and may be old. */
      readonly stale?: true;
      readonly me: Person;
      /** Null until somebody suitable has come. */
      readonly partner: Person | null;
      readonly showId: string;
      readonly topology: Topology;
      readonly world: World;
      readonly hall: Hall;
      /** Receipt of the opening. */
      readonly opening: Receipt | null;
      readonly rehearsal: boolean;
      /** As in ShowDescription. */
      readonly keyFingerprint?: string;
    }
  /** `new-show`: the token belongs to another show; the phone forgets it and enters anew. */
  | { readonly ok: false; readonly refusal: DoorRefusal | "new-show" | "switching" | "unknown" };

export type PayAnswer =
  /** Booked once; also the answer to a repetition of the same number. */
  | {
      readonly kind: "booked";
      readonly receipt: Receipt;
      readonly balanceCents: Cents;
      readonly appliedIndex: LogIndex;
    }
  /** Refused on its merit: the number is used up, a new attempt takes the next one. */
  | {
      readonly kind: "refused";
      readonly refusal: MeritRefusal;
      readonly balanceCents: Cents;
      readonly appliedIndex: LogIndex;
    }
  /** Ended by a logged cancel before it was booked: certainly not deducted. */
  | { readonly kind: "cancelled"; readonly balanceCents: Cents; readonly appliedIndex: LogIndex }
  /** The number has ended in another way than by this payment; with what, the account's own history tells. */
  | { readonly kind: "ended-otherwise"; readonly refusal: ResultTold<"ended-otherwise"> }
  /** Not booked by this try; the same number may be tried again. */
  | { readonly kind: "not-now"; readonly refusal: PassingRefusal }
  /** Nobody can say yet: ask again with the same number. */
  | { readonly kind: "unknown" }
  /** Refused at the door, or by the log without using the number up: it is free. */
  | { readonly kind: "rejected"; readonly refusal: DoorRefusal };

export type AccountAnswer =
  | { readonly ok: true; readonly account: AccountView }
  | { readonly ok: false; readonly refusal: DoorRefusal | "switching" | "unknown" };

export type LookUpAnswer =
  | { readonly ok: true; readonly person: Person }
  | {
      readonly ok: false;
      /**
       * `nobody-yet`: asked for anybody, and nobody else is here. `unknown`: no room could say; a gateway of an earlier build
       * says the other of it.
       */
      readonly refusal:
        | "unknown-payee"
        | "malformed"
        | "too-fast"
        | "not-entered"
        | "nobody-yet"
        | "unknown";
    };

export type FindMeAnswer =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /**
       * `too-fast`: this account was shown a moment ago; `many-at-once`: as many as can be told apart are shown now;
       * `no-windows`: the stage shows nobody's window now.
       */
      readonly refusal: "malformed" | "too-fast" | "not-entered" | "many-at-once" | "no-windows";
    };

export type MoveLinkAnswer =
  | {
      readonly ok: true;
      /** Good for one use, as long as the gateway that gave it is there. */
      readonly code: string;
      readonly forMs: number;
    }
  | { readonly ok: false; readonly refusal: "malformed" | "too-fast" | "not-entered" };

export type TakeMoveAnswer =
  | { readonly ok: true; readonly token: string }
  | {
      readonly ok: false;
      /** `link-over`: used before, too old, or never given. `other-gateway`: the one that gave it cannot be asked, or was started anew. */
      readonly refusal: "malformed" | "too-fast" | "other-token" | "link-over" | "other-gateway";
    };

export type VerifyAnswer =
  | {
      readonly ok: true;
      readonly checks: readonly ReceiptCheck[];
      readonly room: RoomIndex;
      /** Wall clock of the gateway, only told. A gateway of an earlier build does not say. */
      readonly atMs?: number;
      /** To be said at the next `enter`. */
      readonly sealed: SealedChecks;
    }
  | { readonly ok: false; readonly refusal: DoorRefusal | "switching" | "unknown" };

export interface IncomingPayment {
  readonly from: Person;
  readonly amountCents: Cents;
  readonly index: LogIndex;
  readonly sequence: SequenceNumber;
}

export interface BalanceUpdate {
  readonly balanceCents: Cents;
  readonly appliedIndex: LogIndex;
  readonly incoming: IncomingPayment | null;
}

export interface PhoneToGateway {
  enter(input: EnterInput, ack: (answer: EnterAnswer) => void): void;
  pay(input: PayInput, ack: (answer: PayAnswer) => void): void;
  /** Ends a number for good, unless it was booked: then it answers `booked`. */
  cancel(input: { sequence: number }, ack: (answer: PayAnswer) => void): void;
  /** A fresh linearizable read of the own account. */
  account(input: Record<string, never>, ack: (answer: AccountAnswer) => void): void;
  lookUp(input: { accountNumber: number }, ack: (answer: LookUpAnswer) => void): void;
  /** Anybody else who is here. */
  randomAttendee(input: Record<string, never>, ack: (answer: LookUpAnswer) => void): void;
  /** Shows the own window on the stage for a moment. */
  findMe(input: Record<string, never>, ack: (answer: FindMeAnswer) => void): void;
  /** A one-time link to this account for another browser; an earlier one is over. */
  moveLink(input: Record<string, never>, ack: (answer: MoveLinkAnswer) => void): void;
  /** What such a link stands for; asked before `enter`. */
  takeMove(input: { code: string }, ack: (answer: TakeMoveAnswer) => void): void;
  /** All receipts each time: a repetition for the same incident replaces what this phone was counted with. */
  verify(input: VerifyInput, ack: (answer: VerifyAnswer) => void): void;
  /** What the phone keeps and has open, for the totals on stage; and how many receipts it will check. */
  outbox(input: OutboxInput): void;
}

/**
 * What a page may say with its connection already, instead of asking `enter` a turn over the network later; it is told
 * `entered` then. Gateways of earlier builds answer nothing to it: after 4 s a page asks as ever, so towards one of them it
 * comes in that much later. Who asks while the answer is on its way hears it both times.
 */
export interface PhoneAuth {
  readonly enter?: EnterInput;
  /**
   * Of a page that was opened by a link which moves an account: `takeMove` answers it once more what it was answered, should
   * that have been lost with a line. A gateway of an earlier build does not hear it.
   */
  readonly page?: string;
}

export interface GatewayToPhone {
  /** The answer to an `enter` that came with the connection. */
  entered(answer: EnterAnswer): void;
  world(world: World): void;
  /** A sign of life: the world is as it was told last. One of the two comes at least every `worldSignMs`. */
  worldUnchanged(): void;
  hall(hall: Hall): void;
  /** Own balance as of `appliedIndex`; with the payment, if one came in. Older indexes than the last are ignored. */
  balance(update: BalanceUpdate): void;
  /** What would have been several of them within a moment, oldest first. Not `complete`: some are left out, read the account. */
  balances(batch: { readonly updates: readonly BalanceUpdate[]; readonly complete: boolean }): void;
  partner(partner: Person): void;
  /** The incident is over: check your receipts after a random wait of at most `spreadMs`. */
  verifyReceipts(request: {
    readonly incident: number;
    readonly spreadMs: number;
    /** Since the incident began, ms; left out where nobody knows. */
    readonly startedAgoMs?: number;
  }): void;
  /** Another tab or phone entered with the same token; this one is silent from now on. */
  superseded(): void;
  /** The presenter removed this account from the show's screens and doors. */
  removed(): void;
  /** The show's gateways as browsers reach them, origins; with every connection. */
  gateways(origins: readonly string[]): void;
  /** This gateway's own cables are all gone: whoever can goes on at another one of these. */
  elsewhere(): void;
  /** The connection ends, for this reason. */
  refused(refusal: ConnectionRefusal): void;
}
