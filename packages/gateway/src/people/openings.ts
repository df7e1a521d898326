import { accountsMax, type DoorRefusal, type FundsTotals } from "@cablecut/protocol";
import { AddressBudgets } from "./address-budgets.ts";
import type { Rate } from "./token-bucket.ts";

/** A full hall comes in as fast as it can; after that people trickle in. A hall may sit behind one address. */
const openings: Rate = { burst: 15_000, perSecond: 50 };
/** The last numbers are for those whom the presenter wants to let in. */
const lastNumbers = 10_000;

type NumbersGivenOut = { best(): { readonly funds: FundsTotals } | null };

/**
 * How many accounts may be opened: numbers are given out once and for all, so a stranger who opens accounts takes them
 * from the hall. One connection opens one account, since it has one token.
 */
export class Openings {
  readonly #rooms: NumbersGivenOut;
  readonly #budgets: AddressBudgets;
  /** The console's yes to giving out the last numbers; of this gateway, as long as it lives. */
  lastNumbersToo = false;

  constructor(rooms: NumbersGivenOut, nowMs: () => number) {
    this.#rooms = rooms;
    this.#budgets = new AddressBudgets({ perAddress: openings, inAll: openings }, nowMs);
  }

  /** Null: one more may be opened now, and is counted. */
  refusalOf(address: string): Extract<DoorRefusal, "last-numbers" | "many-are-coming"> | null {
    if (!this.lastNumbersToo && this.#numbersLeft() < lastNumbers) return "last-numbers";
    return this.#budgets.take(address) ? null : "many-are-coming";
  }

  #numbersLeft(): number {
    const funds = this.#rooms.best()?.funds;
    if (funds === undefined) return accountsMax;
    const { people, synthetic, house } = funds;
    return accountsMax - people.accounts - synthetic.accounts - house.accounts;
  }
}
