import type { AccountId, BalanceUpdate, Cents, FeedItem } from "@cablecut/protocol";
import type { ConnectionId, GatewayPorts, PeoplePorts } from "../ports.ts";
import type { KnownPeople } from "./directory.ts";
import type { SessionsByAccount } from "./sessions.ts";

/** Whoever was told of a balance is told of what comes next together, so often, ms. */
const togetherMs = 100;
/** In one message; a phone that misses some reads its account. */
const updatesMax = 64;

interface BalancePorts {
  readonly people: Pick<PeoplePorts, "toPhone">;
  readonly after: GatewayPorts["after"];
}

/**
 * Tells both people of a payment that the log's feed shows, if they are here: at once, and where many payments concern
 * one phone, many in one message.
 */
export class Balances {
  readonly #sessions: SessionsByAccount;
  readonly #known: KnownPeople;
  readonly #ports: BalancePorts;
  /** Who was told lately, with what came since. */
  readonly #told = new Map<ConnectionId, BalanceUpdate[]>();

  constructor(sessions: SessionsByAccount, known: KnownPeople, ports: BalancePorts) {
    this.#sessions = sessions;
    this.#known = known;
    this.#ports = ports;
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
    const update: BalanceUpdate = {
      balanceCents,
      appliedIndex: index,
      incoming: payer && { from: payer, amountCents, index, sequence },
    };
    const waiting = this.#told.get(session.connection);
    if (waiting === undefined) {
      this.#told.set(session.connection, []);
      if (this.#told.size === 1) this.#ports.after(togetherMs, () => this.#tellTheRest());
      this.#ports.people.toPhone(session.connection, "balance", update);
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
      this.#ports.people.toPhone(connection, "balances", { updates, complete });
      this.#told.set(connection, []);
    }
    if (this.#told.size > 0) this.#ports.after(togetherMs, () => this.#tellTheRest());
  }
}
