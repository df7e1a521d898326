import { cueAmountCents, type AccountId, type ActSetting, type Cents } from "@cablecut/protocol";

/** The presenter's call to everybody to pay now, and who has followed it. */
export class Cue {
  #act: ActSetting = { act: "lobby" };
  /** At most as many as there are account numbers. */
  readonly #tapped = new Set<AccountId>();

  get on(): boolean {
    return this.#act.act === "cue";
  }

  get amountCents(): Cents {
    return this.#act.act === "cue" ? this.#act.amountCents : cueAmountCents;
  }

  get tapped(): number {
    return this.#tapped.size;
  }

  /** A call that is made anew is followed anew. False where it is called, or not, as before. */
  follow(act: ActSetting): boolean {
    const before = this.on;
    this.#act = act;
    if (before === this.on) return false;
    if (this.on) this.#tapped.clear();
    return true;
  }

  paid(account: AccountId): void {
    if (this.on) this.#tapped.add(account);
  }
}
