import {
  asCents,
  openPaymentsMax,
  phonesMax,
  receiptsPerRequestMax,
  transferMaxCents,
  type AccountId,
  type AccountView,
  type Cents,
  type LogIndex,
  type OutboxCounts,
  type PageVisit,
  type ShardId,
} from "@cablecut/protocol";
import type { ConnectionId } from "../ports.ts";
import { Lot } from "./lot.ts";

/** A phone that has entered. One account has one session; a second tab supersedes the first. */
export interface Session {
  readonly account: AccountId;
  readonly shard: ShardId;
  readonly connection: ConnectionId;
  /** What the phone says it keeps and is finding out. */
  kept: number;
  keptCents: Cents;
  checking: number;
  receipts: number;
  /** It has said so, and not only come in. */
  told: boolean;
  /** Over which connection of which page; null where the page does not say. */
  readonly visit: PageVisit | null;
  /** The entry as of which the account was read when it entered. */
  readonly enteredAsOf: LogIndex;
  /** The newest number that is known to have ended, of the account. */
  lastSequence: number;
  partner: AccountId | null;
  /** The entry that opened the account; null where nobody says any more. */
  readonly openedAt: LogIndex | null;
  readonly synthetic: boolean;
}

/** A room of a build before this one says it only as long as the opening is among the newest lines. */
export function openedAtOf({
  openedIndex,
  history,
}: Pick<AccountView, "openedIndex" | "history">): LogIndex | null {
  return openedIndex ?? history.find(({ kind }) => kind === "opening")?.index ?? null;
}

/** A phone's own figures are taken as far as its account can have them: they are added up on the stage. */
export function tellOutbox(session: Session, told: OutboxCounts): void {
  const { kept, keptCents, checking, receipts } = told;
  session.told = true;
  session.checking = Math.min(checking, openPaymentsMax);
  session.kept = Math.min(kept, openPaymentsMax - session.checking);
  session.keptCents = asCents(Math.min(keptCents, session.kept * transferMaxCents));
  // One for every number that has ended, and one of the opening.
  session.receipts = Math.min(receipts, session.lastSequence + 1, receiptsPerRequestMax);
}

/** Who has a session. */
export type SessionsByAccount = Pick<Sessions, "of" | "all">;

/** The phones that are here now. */
export class Sessions {
  readonly #byAccount = new Map<AccountId, Session>();
  readonly #people = new Lot<AccountId>();
  readonly #synthetic = new Lot<AccountId>();

  get isFull(): boolean {
    return this.#byAccount.size >= phonesMax;
  }

  /** Synthetic attendees included. */
  get online(): number {
    return this.#byAccount.size;
  }

  get peopleOnline(): number {
    return this.#people.size;
  }

  /** Accounts of people, to draw one of them. */
  get people(): Pick<Lot<AccountId>, "size" | "draw"> {
    return this.#people;
  }

  get synthetic(): Pick<Lot<AccountId>, "size" | "draw"> {
    return this.#synthetic;
  }

  get all(): Iterable<Session> {
    return this.#byAccount.values();
  }

  of(account: AccountId): Session | null {
    return this.#byAccount.get(account) ?? null;
  }

  /** The session that this one replaces, if the account had one on another connection. */
  enter(session: Session): Session | null {
    const before = this.#byAccount.get(session.account) ?? null;
    this.#byAccount.set(session.account, session);
    if (before !== null && before.synthetic !== session.synthetic)
      this.#lotOf(before).delete(before.account);
    this.#lotOf(session).add(session.account);
    return before !== null && before.connection !== session.connection ? before : null;
  }

  left(connection: ConnectionId, account: AccountId): void {
    const session = this.#byAccount.get(account);
    if (session?.connection !== connection) return;
    this.#byAccount.delete(account);
    this.#lotOf(session).delete(account);
  }

  #lotOf({ synthetic }: Session): Lot<AccountId> {
    return synthetic ? this.#synthetic : this.#people;
  }

  /** Phones that keep something, or are finding something out. */
  get outboxes(): readonly Pick<Session, "account" | "kept" | "keptCents" | "checking">[] {
    return [...this.#byAccount.values()].flatMap(({ account, kept, keptCents, checking }) =>
      kept + checking === 0 ? [] : [{ account, kept, keptCents, checking }],
    );
  }

  /** Payments that phones keep, and those whose outcome is being found out; people who have said so. */
  totals(): Pick<Session, "kept" | "keptCents" | "checking"> & { readonly peopleTold: number } {
    let kept = 0;
    let keptCents = 0;
    let checking = 0;
    let peopleTold = 0;
    for (const session of this.#byAccount.values()) {
      kept += session.kept;
      keptCents += session.keptCents;
      checking += session.checking;
      if (session.told && !session.synthetic) peopleTold += 1;
    }
    return { kept, keptCents: asCents(keptCents), checking, peopleTold };
  }
}
