import {
  accountsMax,
  type DoorRefusal,
  type FundsTotals,
  type GatewayWord,
} from "@cablecut/protocol";
import type { TurnStamps } from "../routing/turn-stamps.ts";
import { AddressBudgets } from "./address-budgets.ts";
import type { Rate } from "./token-bucket.ts";

/**
 * A full hall comes in as fast as it can; after that people trickle in. A hall may sit behind one address. Each gateway counts for
 * itself: the join address leads a whole hall to the first one, so none could do with its part.
 */
const openings: Rate = { burst: 15_000, perSecond: 50 };
/** The last numbers are for those whom the presenter wants to let in. */
const lastNumbers = 10_000;

type NumbersGivenOut = { best(): { readonly funds: FundsTotals } | null };

/**
 * How many accounts may be opened: numbers are given out once and for all, so a stranger who opens accounts takes them
 * from the hall. One connection opens one account, since it has one token.
 */
export class OpeningBudget {
  readonly #rooms: NumbersGivenOut;
  readonly #budgets: AddressBudgets;
  readonly #stamps: TurnStamps;
  #lastNumbers: GatewayWord["lastNumbers"] = { on: false, stamp: 0 };

  constructor(rooms: NumbersGivenOut, nowMs: () => number, stamps: TurnStamps) {
    this.#rooms = rooms;
    this.#stamps = stamps;
    this.#budgets = new AddressBudgets({ perAddress: openings, inAll: openings }, nowMs);
  }

  /** The console's yes to giving out the last numbers. */
  get lastNumbersToo(): boolean {
    return this.#lastNumbers.on;
  }

  /** As other gateways are told of it (C10). */
  get lastNumbers(): GatewayWord["lastNumbers"] {
    return this.#lastNumbers;
  }

  turnLastNumbers(on: boolean): void {
    this.#lastNumbers = { on, stamp: this.#stamps.next() };
  }

  heardLastNumbers(heard: GatewayWord["lastNumbers"]): void {
    this.#stamps.heard(heard.stamp);
    const { stamp } = this.#lastNumbers;
    if (heard.stamp > stamp) this.#lastNumbers = heard;
    // Turned both ways at the same time: not giving out is what can be taken back.
    else if (heard.stamp === stamp && !heard.on) this.#lastNumbers = heard;
  }

  /** Null: one more may be opened now, and is counted. */
  refusalOf(address: string): Extract<DoorRefusal, "last-numbers" | "many-are-coming"> | null {
    if (!this.lastNumbersToo && this.#numbersLeft() < lastNumbers) return "last-numbers";
    return this.#budgets.take(address) ? null : "many-are-coming";
  }

  /** What was counted has certainly opened nothing. */
  giveBack(address: string): void {
    this.#budgets.giveBack(address);
  }

  #numbersLeft(): number {
    const funds = this.#rooms.best()?.funds;
    if (funds === undefined) return accountsMax;
    const { people, synthetic, house } = funds;
    return accountsMax - people.accounts - synthetic.accounts - house.accounts;
  }
}
