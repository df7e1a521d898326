import {
  connectionRefusals,
  tapsAreFree,
  type BalanceUpdate,
  type ConnectionRefusal,
  type DoorRefusal,
  type GatewayToPhone,
  type Hall,
  type IncomingPayment,
  type Person,
  type TakeMoveAnswer,
  type Topology,
  type World,
} from "@cablecut/protocol";
import type { LiveState, Reducers } from "@cablecut/ui";
import { withBalance, type AccountBooks } from "./account/account-books.ts";
import { emptyReceipts, type ReceiptBook, type Verification } from "./receipts/receipt-book.ts";
import type { InAppBrowser } from "./in-app.ts";
import { episodeInLog, followWorld, noEpisode, type Episode } from "./status/episode.ts";
import { emptyBook, type TransferBook } from "./transfer/payment.ts";

/**
 * - `asking`: a payee's link was opened on a phone without an account; nothing is opened before the person says so.
 * - `moving`: opened by a link that moves an account here, while this browser has one already; the person decides.
 * - `not-moved`: such a link was refused; nothing is opened before the person says so.
 * - `entering`: on the way in; `refusal` is what the door said last.
 * - `entered`: the account is open on this connection.
 * - `superseded`, `removed`: the end; another tab took over, or the presenter showed the door.
 */
export type Entry =
  | { readonly kind: "asking" }
  | { readonly kind: "moving" }
  | { readonly kind: "not-moved"; readonly refusal: MoveRefusal }
  | {
      readonly kind: "entering";
      readonly refusal: DoorRefusal | "new-show" | "switching" | "unknown" | null;
    }
  | { readonly kind: "entered" }
  | { readonly kind: "superseded" }
  | { readonly kind: "removed" };

export type MoveRefusal = Extract<TakeMoveAnswer, { ok: false }>["refusal"];

/** What is known about the own account; kept between visits, so that a reload never shows an empty page. */
export interface Profile {
  readonly showId: string;
  readonly topology: Topology;
  readonly me: Person;
  readonly partner: Person | null;
  readonly books: AccountBooks;
  readonly rehearsal: boolean;
  /** The newest incident when this browser was let in first: of that one nothing happened to it. A page of an earlier build kept none. */
  readonly firstIncident?: number;
  /** Of the key that signs the show's report. */
  readonly keyFingerprint?: string;
}

export interface PhoneState extends LiveState {
  /** The device's own word about its network. */
  readonly deviceOnline: boolean;
  /** A try to reach the gateway has failed since the connection was lost. */
  readonly unreachable: boolean;
  /** Why the gateway did not take this page's connection, where it has said so. */
  readonly turnedAway: ConnectionRefusal | null;
  readonly entry: Entry;
  /** What went wrong in this page itself, in its browser's words; null: nothing that the person has not seen. */
  readonly failure: string | null;
  readonly profile: Profile | null;
  readonly world: World | null;
  /** What the hall as a whole does, as last told. */
  readonly hall: Hall | null;
  readonly episode: Episode;
  readonly book: TransferBook;
  readonly receipts: ReceiptBook;
  readonly verification: Verification;
  /** The entry as of which a room told the account that does not serve it; null: the one that serves it did. */
  readonly staleAsOf: number | null;
  /** Payments up to this entry were left out of what was told: a read as of it, or later, brings them. */
  readonly owedUpTo: number;
  /** When the balance was last known to be the newest, wall clock; see `watchBalance`. */
  readonly balanceKnownAtMs: number | null;
  /** The last payment that came in while this page was open. */
  readonly incoming: IncomingPayment | null;
  /** False in a private mode: the account ends with the page. */
  readonly remembers: boolean;
  readonly recentPayees: readonly Person[];
  /** The app whose web view this is. */
  readonly inApp: InAppBrowser | null;
  /** What that means was not read yet. */
  readonly inAppHintDue: boolean;
}

/** Over a line that is there. */
export function isInside({ connection, entry }: PhoneState): boolean {
  return connection === "connected" && entry.kind === "entered";
}

export function initialPhoneState(remembers: boolean, deviceOnline: boolean): PhoneState {
  return {
    connection: "connecting",
    deviceOnline,
    unreachable: false,
    turnedAway: null,
    entry: { kind: "entering", refusal: null },
    failure: null,
    profile: null,
    world: null,
    hall: null,
    episode: noEpisode,
    book: emptyBook,
    receipts: emptyReceipts,
    verification: { kind: "none" },
    staleAsOf: null,
    owedUpTo: 0,
    balanceKnownAtMs: null,
    incoming: null,
    remembers,
    recentPayees: [],
    inApp: null,
    inAppHintDue: false,
  };
}

type Heard = Pick<
  GatewayToPhone,
  | "world"
  | "worldUnchanged"
  | "hall"
  | "balance"
  | "balances"
  | "partner"
  | "superseded"
  | "removed"
> & {
  connect(): void;
  connect_error(error: Error): void;
};

/** Phones are told row by row: what one was let in with may be newer than what is still on its way to it, ms. */
const overtakenMaxMs = 2_000;

/** By the gateway's monotonic clock: its wall clock may be set back while it tells of a cut. */
function toldMsOf({ toldMs, atMs }: World): number {
  return toldMs ?? atMs;
}

/** What each message of the gateway does to the state. `verifyReceipts` has a driver of its own. */
export const phoneReducers: Reducers<PhoneState, Heard> = {
  connect: () => ({ unreachable: false, turnedAway: null }),
  connect_error: (_, { message }) => ({
    unreachable: true,
    turnedAway: connectionRefusals.find((refusal) => refusal === message) ?? null,
  }),
  world: (state, world) => {
    const laterMs = state.world === null ? 0 : toldMsOf(state.world) - toldMsOf(world);
    return laterMs > 0 && laterMs < overtakenMaxMs ? {} : withWorld(state, world);
  },
  hall: (_, hall) => ({ hall }),
  balance: (state, update) => withBalances(state, [update]),
  balances: (state, { updates, complete }) => ({
    ...withBalances(state, updates),
    ...(complete ? {} : { owedUpTo: updates.reduce(latestOf, state.owedUpTo) }),
  }),
  // Not under a thumb that goes on tapping: whom it pays stays whom it pays.
  partner: (state, partner) => {
    const { profile } = state;
    if (profile === null || (profile.partner !== null && tapsAreFree(state))) return {};
    return { profile: { ...profile, partner } };
  },
  superseded: () => ({ entry: { kind: "superseded" } }),
  removed: () => ({ entry: { kind: "removed" } }),
};

function latestOf(index: number, { appliedIndex }: BalanceUpdate): number {
  return Math.max(index, appliedIndex);
}

function withBalances(
  { profile, incoming }: PhoneState,
  updates: readonly BalanceUpdate[],
): Partial<PhoneState> {
  if (profile === null) return {};
  return {
    profile: { ...profile, books: updates.reduce(withBalance, profile.books) },
    incoming: updates.reduce((last, update) => update.incoming ?? last, incoming),
  };
}

/** `wasHere`: this page learns of the world only now, and its person was here before. */
export function withWorld(state: PhoneState, world: World, wasHere = false): Partial<PhoneState> {
  const shards = {
    own: state.profile?.me.shard ?? null,
    partner: state.profile?.partner?.shard ?? null,
  };
  if (wasHere) return { world, episode: episodeInLog(world, shards) };
  return { world, episode: followWorld(state.episode, state.world, world, shards) };
}

/**
 * The gateway speaks, and says nothing of the rooms: the line is up. What an earlier one told of them is not what is, and
 * that it has not changed for this gateway says nothing about it.
 */
export function lineSpeaks({ connection }: PhoneState): Partial<PhoneState> {
  return connection === "silent" ? { connection: "connected", world: null } : {};
}
