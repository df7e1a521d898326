import type { AccountId, GatewayToPhone } from "@cablecut/protocol";
import type { LedgerChecks } from "./ledger-checks.ts";
import { Violation } from "./violation.ts";

type BalanceUpdate = Parameters<GatewayToPhone["balance"]>[0];

/** What one page hears of its balance over one connection, compared with the log. */
export class HeardChecks {
  readonly #ledger: LedgerChecks;
  readonly #account: AccountId;
  readonly #teller: string;
  /** The account was shown as of this entry when it entered. */
  readonly #enteredAt: number;
  #upTo = 0;
  /** Payments received, payer and number. */
  readonly #told = new Set<string>();

  constructor(ledger: LedgerChecks, account: AccountId, enteredAt: number, teller: string) {
    this.#ledger = ledger;
    this.#account = account;
    this.#enteredAt = enteredAt;
    this.#teller = teller;
  }

  balance({ balanceCents, appliedIndex, incoming }: BalanceUpdate): void {
    const who = `${this.#teller} to ${this.#account}`;
    if (this.#ledger.model.stateAt(this.#account, appliedIndex)?.balance !== balanceCents)
      throw new Violation("balances", `${who}: never had ${balanceCents}, at ${appliedIndex}`);
    if (appliedIndex < this.#upTo)
      throw new Violation("balances", `${who}: entry ${appliedIndex} after ${this.#upTo}`);
    this.#upTo = appliedIndex;
    if (incoming === null) return;
    const { from, sequence, amountCents, index } = incoming;
    const booking = `${from.account}/${sequence}`;
    const ended = this.#ledger.model.accounts[from.account]?.ended[sequence];
    const isSo =
      ended?.result === "booked" &&
      ended.payee === this.#account &&
      ended.amountCents === amountCents &&
      ended.index === index;
    if (!isSo) throw new Violation("balances", `${who}: nobody booked ${booking}`);
    if (this.#told.has(booking)) throw new Violation("balances", `${who}: ${booking} told twice`);
    this.#told.add(booking);
  }

  /** Payments received since it entered that it has not been told of. */
  untold(): readonly string[] {
    return this.#ledger.model.accounts.flatMap(({ owner, ended }, payer) =>
      ended.flatMap(({ result, payee, index }, sequence) => {
        const received = owner !== "house" && result === "booked" && payee === this.#account;
        const booking = `${payer}/${sequence}`;
        return received && index > this.#enteredAt && !this.#told.has(booking) ? [booking] : [];
      }),
    );
  }
}
