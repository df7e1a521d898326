/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: shards are those of accounts that there are, below the length of `perShard`; `paid` is asked only while there
   are synthetic accounts, and the first of them made `#flags`. */
import { accountsMax, asCents, type Cents } from "@cablecut/protocol";

/**
 * Which accounts are synthetic attendees', and their sums (SPEC.md, Y). Everything here follows from the token hashes and
 * the accounts' rows, so none of it is part of a digest or a snapshot.
 */
export class Synthetic {
  count = 0;
  /** Per shard. */
  readonly perShard: Uint32Array;
  /** Their balances together, carried along by what was written. */
  cents: Cents = asCents(0);
  /** Booked transfers that they paid. */
  booked = 0;
  /** Made for the first of them: most shows have none. */
  #flags: Uint8Array | null = null;

  constructor(shards: number) {
    this.perShard = new Uint32Array(shards);
  }

  countIn(shard: number): number {
    return this.perShard[shard]!;
  }

  has(account: number): boolean {
    return this.#flags !== null && this.#flags[account] === 1;
  }

  add(account: number, shard: number, balanceCents: Cents, booked: number): void {
    this.#flags ??= new Uint8Array(accountsMax);
    this.#flags[account] = 1;
    this.count += 1;
    this.perShard[shard]! += 1;
    this.cents = asCents(this.cents + balanceCents);
    this.booked += booked;
  }

  /** A booked transfer; to be called only while there are any. */
  paid(payer: number, payee: number, amountCents: number): void {
    const flags = this.#flags!;
    if (flags[payer] === 1) {
      this.cents = asCents(this.cents - amountCents);
      this.booked += 1;
    }
    if (flags[payee] === 1) this.cents = asCents(this.cents + amountCents);
  }
}
