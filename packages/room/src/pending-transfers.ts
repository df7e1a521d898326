/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: payers are accounts that the ledger has, below `accountsMax`, and shards below `shardsMax`: every column has
   a place for them. 250,000 transfers per second pass here: no read is checked twice. */
import { accountsMax, shardsMax } from "@cablecut/protocol";

/** A room remembers this many gateways by a slot each. */
export const gatewaySlotsMax = 250;

/**
 * The transfers for which somebody waits: at most one per account, since an account has one transfer in flight.
 * Typed arrays indexed by account: 250,000 of them per second come and go without garbage.
 *
 * Invariant: `sequence[account]` is 0 exactly where nobody waits; the other columns mean something only where it is not.
 */
export class PendingTransfers {
  readonly #sequence = new Uint32Array(accountsMax);
  readonly #payee = new Uint32Array(accountsMax);
  readonly #amount = new Uint32Array(accountsMax);
  /** Slot of the gateway, + 256 for a cancel, + 512 where a receipt is wanted. */
  readonly #asker = new Uint16Array(accountsMax);
  readonly #tries = new Uint8Array(accountsMax);
  readonly #shard = new Uint8Array(accountsMax);
  readonly #perShard = new Uint32Array(shardsMax);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Accounts of the shard for which somebody waits. */
  countIn(shard: number): number {
    return this.#perShard[shard]!;
  }

  isWaiting(payer: number): boolean {
    return this.#sequence[payer] !== 0;
  }

  waitsFor(payer: number, sequence: number): boolean {
    return this.#sequence[payer] === sequence && sequence !== 0;
  }

  /** The caller has checked that nobody waits for another number of this payer. The last one who asks is answered. */
  add(
    payer: number,
    shard: number,
    sequence: number,
    payee: number,
    amountCents: number,
    gatewaySlot: number,
    cancel: boolean,
    receipt: boolean,
  ): void {
    if (this.#sequence[payer] === 0) {
      this.#count += 1;
      this.#tries[payer] = 0;
      this.#shard[payer] = shard;
      this.#perShard[shard]! += 1;
    }
    this.#sequence[payer] = sequence;
    this.#payee[payer] = payee;
    this.#amount[payer] = amountCents;
    this.#asker[payer] = gatewaySlot | (cancel ? 256 : 0) | (receipt ? 512 : 0);
  }

  gatewaySlot(payer: number): number {
    return this.#asker[payer]! & 0xff;
  }
  isCancel(payer: number): boolean {
    return (this.#asker[payer]! & 256) !== 0;
  }
  wantsReceipt(payer: number): boolean {
    return (this.#asker[payer]! & 512) !== 0;
  }
  payee(payer: number): number {
    return this.#payee[payer]!;
  }
  amountCents(payer: number): number {
    return this.#amount[payer]!;
  }

  /** Whether an asker who waits for this payer's number waits for this payload; a cancel waits for any. */
  waitsForPayload(payer: number, payee: number, amountCents: number): boolean {
    if (this.#payee[payer] === payee && this.#amount[payer] === amountCents) return true;
    return this.isCancel(payer);
  }

  /** Counts one more proposal of the same number and tells how many that makes. */
  tryAgain(payer: number): number {
    const tries = Math.min(255, this.#tries[payer]! + 1);
    this.#tries[payer] = tries;
    return tries;
  }

  remove(payer: number): void {
    if (this.#sequence[payer] === 0) return;
    this.#sequence[payer] = 0;
    this.#count -= 1;
    this.#perShard[this.#shard[payer]!]! -= 1;
  }
}
