import type { ConsoleHand } from "../pages/console-hand.ts";
import type { HallCheck } from "../show/venue.ts";
import type { CableId } from "../show/topology.ts";
import type { InFlightTotals } from "../transfers/in-flight.ts";
import type { AudienceVerification } from "../show/show.ts";
import type { Cents } from "../values/money.ts";
import type { DialChange } from "../show/dials.ts";
import type { AccountId, LogIndex } from "../values/ids.ts";
import type { PageVisit } from "../pages/phone-events.ts";

/**
 * What the gateways of a show tell each other through the rooms, which pass it on unread. Nothing of it is logged: it is
 * what phones told one gateway, and what is on its way into the log.
 */

/** Gateways that a show has at most. */
export const gatewaysMax = 4;
/**
 * Of one word; a longer one is not passed on. The longest that a gateway makes is shorter, whatever its phones say: a gateway that
 * is not heard is gone.
 */
export const gatewayWordBytesMax = 192 * 1024;
/** Phones whose forged receipts are told to the presenter. */
export const forgersMax = 10;
/** Phones that came in, in one word. */
export const cameMax = 1_000;
/** Links that a gateway asks others for at a time, and answers to others, in one word. */
export const movesAskedMax = 40;
export const movesAnsweredMax = 120;
/** People who asked to be found, in one word. */
export const foundMax = 60;

/** Of the phones that are at one gateway. */
export interface GatewayCounts {
  /** Phones of people, and those of them that have told what they keep. */
  readonly people: number;
  readonly told: number;
  readonly kept: number;
  readonly keptCents: Cents;
  readonly checking: number;
  readonly tapped: {
    /** The entry that made the call; null while it is in no log. */
    readonly calledAt: LogIndex | null;
    readonly people: number;
  };
  /** Null before the first incident was over. */
  readonly verification: AudienceVerification | null;
  /** Of the last incident that is over; null before the first was. A gateway of an earlier build does not say. */
  readonly inFlight?: InFlightTotals | null;
  readonly stages: number;
  /** Of these the show's own, which alone count where any gateway has one. A gateway of an earlier build does not say. */
  readonly knownStages?: number;
}

/** Somebody who came in, over which connection of its page. */
export interface Came extends PageVisit {
  readonly account: AccountId;
  /** The entry as of which its account was read then. */
  readonly asOf: LogIndex;
  /** The incident of which it has told here since what was in flight. A gateway of an earlier build does not say. */
  readonly inFlightOf?: number;
}

/** Somebody came with a link that another gateway gave: only that one can say whether it is still good. */
export interface MoveAsked {
  /** The same when the same page asks once more, and of no other; nothing can be read out of it. */
  readonly question: string;
  /** Boot of the gateway that gave the link. */
  readonly boot: number;
  /** Says which link it is to the gateway that gave it, and nothing to anybody else. */
  readonly link: string;
}

export interface MoveAnswered {
  readonly question: string;
  /** The account's token, to be read by a gateway that has the link itself; null: the link is over. */
  readonly sealed: string | null;
}

/** A turn of a dial; the larger stamp is the later one. */
export interface StampedTurn {
  readonly change: DialChange;
  readonly stamp: number;
  /** Its entry, once a room has told it; null while it may be in no log. */
  readonly takenAt: LogIndex | null;
}

export interface GatewayWord {
  /** Stays the same when the gateway is started again. */
  readonly gateway: string;
  /** Random per process start. */
  readonly boot: number;
  /** Counts up within a boot. */
  readonly number: number;
  readonly counts: GatewayCounts;
  /** Phones that are awaited: they were at a gateway that fell silent. Null where none are. */
  readonly awaited: { readonly phones: number; readonly forMs: number } | null;
  readonly came: readonly Came[];
  readonly turns: readonly StampedTurn[];
  readonly lastNumbers: { readonly on: boolean; readonly stamp: number };
  /** Phones at it that showed forged receipts, at most `forgersMax`. A gateway of an earlier build does not say. */
  readonly forgers?: readonly AccountId[];
  /** Of its consoles. */
  readonly hand: ConsoleHand;
  /** Cables of cuts that its consoles have ordered and that have not ended. A gateway of an earlier build does not say. */
  readonly cutting?: readonly CableId[];
  /** What its phones and screens tell of the place. A gateway of an earlier build does not say. */
  readonly hall?: readonly HallCheck[];
  /** Links of other gateways that somebody has brought to this one, and what it has to say of its own; an earlier build has neither. */
  readonly movesAsked?: readonly MoveAsked[];
  readonly movesAnswered?: readonly MoveAnswered[];
  /** Who asked here to be found on the stage. A gateway of an earlier build does not say. */
  readonly found?: readonly AccountId[];
}
