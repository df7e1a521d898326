import type {
  AccountId,
  BalanceUpdate,
  Cents,
  FeedItem,
  LogIndex,
  Person,
} from "@cablecut/protocol";
import type { ConnectionId, GatewayPorts, PeoplePorts } from "../ports.ts";
import type { FeedReader } from "../routing/feed-reader.ts";
import type { Directory } from "./directory.ts";
import type { SessionsByAccount } from "./sessions.ts";

/** Whoever was told of a balance is told of what comes next together, so often, ms. */
const togetherMs = 100;
/** In one message; a phone that misses some reads its account. */
const updatesMax = 64;
/** While a payer is being looked up, so many payments wait for one phone; of more, the first is told without a name. */
const waitingMax = 64;
/** Payments that are remembered for those who enter: rooms are not equally far, and the feed is read from another one. */
const recentMax = 2_048;
/** A payer in the log is known to every room that has come so far: it is asked for so often, this many ms apart. */
const lookUpsMax = 20;
const lookUpAgainMs = 200;

interface Told {
  readonly account: AccountId;
  readonly balanceCents: Cents;
  readonly item: FeedItem;
  readonly isIncoming: boolean;
}

/**
 * Tells both people of a payment that the log's feed shows, if they are here, in the order of the log: at once, and where
 * many payments concern one phone, many in one message. A payer whom this gateway has not met is looked up first: whoever
 * is not told of a payment counts less received than there is.
 */
export class Balances {
  readonly #sessions: SessionsByAccount;
  readonly #directory: Pick<Directory, "known" | "find">;
  readonly #people: Pick<PeoplePorts, "toPhone">;
  readonly #feed: Pick<FeedReader, "since">;
  readonly #after: GatewayPorts["after"];
  /** Who was told lately, with what came since. */
  readonly #told = new Map<ConnectionId, BalanceUpdate[]>();
  /** What the feed showed last, oldest first. */
  readonly #recent: FeedItem[] = [];
  /** Of nothing up to this entry it is known any more. */
  #forgottenAt = 0;
  /** Of phones to which a payment cannot be told yet, in order. */
  readonly #waiting = new Map<AccountId, Told[]>();

  constructor(parts: {
    sessions: SessionsByAccount;
    directory: Pick<Directory, "known" | "find">;
    feed: Pick<FeedReader, "since">;
    people: Pick<PeoplePorts, "toPhone">;
    after: GatewayPorts["after"];
  }) {
    this.#sessions = parts.sessions;
    this.#directory = parts.directory;
    this.#feed = parts.feed;
    this.#people = parts.people;
    this.#after = parts.after;
  }

  feedShowed(item: FeedItem): void {
    this.#recent.push(item);
    if (this.#recent.length > 2 * recentMax)
      this.#forgottenAt = this.#recent.splice(0, recentMax).at(-1)?.index ?? 0;
    this.#takeFor(item.payer, item);
    this.#takeFor(item.payee, item);
  }

  /** Whether somebody who is shown the account as of that entry will hear of everything behind it. */
  canGoOnFrom(appliedIndex: LogIndex): boolean {
    return appliedIndex >= Math.max(this.#feed.since, this.#forgottenAt);
  }

  /** Somebody has been shown the account as of that entry, on a page that has heard nothing yet. */
  entered(account: AccountId, appliedIndex: LogIndex): void {
    this.#waiting.delete(account);
    for (const item of this.#recent.slice(this.#firstBehind(appliedIndex)))
      if (item.payer === account || item.payee === account) this.#takeFor(account, item);
  }

  /** Searched from the newest: thousands come in at once, and each was read a moment ago. */
  #firstBehind(appliedIndex: LogIndex): number {
    let at = this.#recent.length;
    while (at > 0 && (this.#recent[at - 1]?.index ?? 0) > appliedIndex) at -= 1;
    return at;
  }

  #takeFor(account: AccountId, item: FeedItem): void {
    const isIncoming = item.payer !== account;
    const balanceCents = isIncoming ? item.payeeBalanceCents : item.payerBalanceCents;
    this.#take({ account, balanceCents, item, isIncoming });
  }

  #take(told: Told): void {
    const { account, item } = told;
    if (this.#sessions.of(account) === null) return;
    const waiting = this.#waiting.get(account);
    if (waiting !== undefined) {
      waiting.push(told);
      const first = waiting.length > waitingMax ? waiting.shift() : undefined;
      if (first !== undefined) this.#tell(first, null);
      return;
    }
    const payer = told.isIncoming ? this.#directory.known(item.payer) : null;
    if (!told.isIncoming || payer !== null) return this.#tell(told, payer);
    this.#waiting.set(account, [told]);
    this.#lookUpFirst(account);
  }

  #lookUpFirst(account: AccountId): void {
    const first = this.#waiting.get(account)?.[0];
    if (first === undefined) {
      this.#waiting.delete(account);
      return;
    }
    if (first.isIncoming) this.#lookUp(account, first, lookUpsMax);
    else this.#tellFirst(account, first, null);
  }

  #lookUp(account: AccountId, first: Told, triesLeft: number): void {
    this.#directory.find(first.item.payer, (payer) => {
      if (payer !== null || triesLeft === 0) this.#tellFirst(account, first, payer);
      else this.#after(lookUpAgainMs, () => this.#lookUp(account, first, triesLeft - 1));
    });
  }

  #tellFirst(account: AccountId, first: Told, payer: Person | null): void {
    const waiting = this.#waiting.get(account);
    // Otherwise it was told without a name meanwhile.
    if (waiting?.[0] === first) {
      waiting.shift();
      this.#tell(first, payer);
    }
    this.#lookUpFirst(account);
  }

  #tell({ account, balanceCents, item, isIncoming }: Told, payer: Person | null): void {
    const session = this.#sessions.of(account);
    if (session === null) return;
    const { index, amountCents, sequence } = item;
    const update: BalanceUpdate = {
      balanceCents,
      appliedIndex: index,
      incoming: payer && { from: payer, amountCents, index, sequence },
    };
    // Without the payer's name only the balance can be told: the phone is asked to read the rest.
    if (isIncoming && payer === null) {
      this.#people.toPhone(session.connection, "balances", { updates: [update], complete: false });
      return;
    }
    const waiting = this.#told.get(session.connection);
    if (waiting === undefined) {
      this.#told.set(session.connection, []);
      if (this.#told.size === 1) this.#after(togetherMs, () => this.#tellTheRest());
      this.#people.toPhone(session.connection, "balance", update);
    } else if (waiting.push(update) > updatesMax + 1) waiting.shift();
  }

  #tellTheRest(): void {
    for (const [connection, waiting] of this.#told) {
      if (waiting.length === 0) {
        this.#told.delete(connection);
        continue;
      }
      const complete = waiting.length <= updatesMax;
      const updates = complete ? waiting : waiting.slice(-updatesMax);
      this.#people.toPhone(connection, "balances", { updates, complete });
      this.#told.set(connection, []);
    }
    if (this.#told.size > 0) this.#after(togetherMs, () => this.#tellTheRest());
  }
}
