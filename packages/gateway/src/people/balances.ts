import type { AccountId, Cents, FeedItem } from "@cablecut/protocol";
import type { PeoplePorts } from "../ports.ts";
import type { KnownPeople } from "./directory.ts";
import type { SessionsByAccount } from "./sessions.ts";

/** Tells both people of a payment that the log's feed shows, if they are here. */
export class Balances {
  readonly #sessions: SessionsByAccount;
  readonly #known: KnownPeople;
  readonly #people: Pick<PeoplePorts, "toPhone">;

  constructor(
    sessions: SessionsByAccount,
    known: KnownPeople,
    people: Pick<PeoplePorts, "toPhone">,
  ) {
    this.#sessions = sessions;
    this.#known = known;
    this.#people = people;
  }

  feedShowed(item: FeedItem): void {
    this.#tell(item.payer, item.payerBalanceCents, item, false);
    this.#tell(item.payee, item.payeeBalanceCents, item, true);
  }

  #tell(account: AccountId, balanceCents: Cents, item: FeedItem, incoming: boolean): void {
    const session = this.#sessions.of(account);
    if (session === null) return;
    const payer = incoming ? this.#known.known(item.payer) : null;
    const { index, amountCents, sequence } = item;
    this.#people.toPhone(session.connection, "balance", {
      balanceCents,
      appliedIndex: index,
      incoming: payer && { from: payer, amountCents, index, sequence },
    });
  }
}
