import { cueAmountCents, type AccountId, type Cents } from "@cablecut/protocol";

/** The presenter's call to everybody to pay now, and who has followed it. */
export class Cue {
  readonly amountCents: Cents = cueAmountCents;
  #on = false;
  /** At most as many as there are account numbers. */
  readonly #tapped = new Set<AccountId>();

  get on(): boolean {
    return this.#on;
  }

  get tapped(): number {
    return this.#tapped.size;
  }

  /** A call that is made anew is followed anew. False where it was so already. */
  turn(on: boolean): boolean {
    if (on === this.#on) return false;
    if (on) this.#tapped.clear();
    this.#on = on;
    return true;
  }

  paid(account: AccountId): void {
    if (this.#on) this.#tapped.add(account);
  }
}
