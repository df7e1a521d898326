/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: payers are accounts that the ledger has, below `accountsMax`, and shards below `shardsMax`: every column has
   a place for them. 250,000 transfers per second pass here: no read is checked twice. */
import { accountsMax, shardsMax } from "@cablecut/protocol";

/** A room remembers this many gateways by a slot each. */
export const gatewaySlotsMax = 250;

const rowWords = 4;

/**
 * The transfers for which somebody waits: at most one per account, since an account has one transfer in flight.
 * Typed arrays indexed by account: 250,000 of them per second come and go without garbage. What is read of everybody's payloads is
 * a column of its own; the rest of an account stands together, so that the processor fetches it at once.
 *
 * Invariant: `sequence[account]` is 0 exactly where nobody waits; the other columns mean something only where it is not.
 */
export class PendingTransfers {
  readonly #sequence = new Uint32Array(accountsMax);
  /**
   * By account: payee; amount; gateway's slot, + 256 for a cancel, + 512 where a receipt is wanted; shard, + 256 for each try
   * (at most 255), + 65,536 x the number of the payload that has the record.
   */
  readonly #rows = new Uint32Array(rowWords * accountsMax);
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

  /** By payer, the number that somebody waits for; 0: nobody does. Read-only for everybody else. */
  get sequences(): Uint32Array {
    return this.#sequence;
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
    const rows = this.#rows;
    const row = rowWords * payer;
    if (this.#sequence[payer] === 0) {
      this.#count += 1;
      rows[row + 3] = shard;
      this.#perShard[shard]! += 1;
    }
    this.#sequence[payer] = sequence;
    rows[row] = payee;
    rows[row + 1] = amountCents;
    rows[row + 2] = gatewaySlot | (cancel ? 256 : 0) | (receipt ? 512 : 0);
  }

  gatewaySlot(payer: number): number {
    return this.#rows[rowWords * payer + 2]! & 0xff;
  }
  isCancel(payer: number): boolean {
    return (this.#rows[rowWords * payer + 2]! & 256) !== 0;
  }
  wantsReceipt(payer: number): boolean {
    return (this.#rows[rowWords * payer + 2]! & 512) !== 0;
  }
  payee(payer: number): number {
    return this.#rows[rowWords * payer]!;
  }
  amountCents(payer: number): number {
    return this.#rows[rowWords * payer + 1]!;
  }

  /** Whether an asker who waits for this payer's number waits for this payload; a cancel waits for any. */
  waitsForPayload(payer: number, payee: number, amountCents: number): boolean {
    if (this.payee(payer) === payee && this.amountCents(payer) === amountCents) return true;
    return this.isCancel(payer);
  }

  /** What is asked for is a record of this payload of the proposer's. */
  proposedIn(payer: number, payloadNumber: number): void {
    const at = rowWords * payer + 3;
    this.#rows[at] = (this.#rows[at]! & 0xffff) | (payloadNumber << 16);
  }

  /** Whether it is this very payload that has what the asker waits for; others may have earlier copies of the number. */
  waitsForPayloadNumber(payer: number, payloadNumber: number): boolean {
    return this.#rows[rowWords * payer + 3]! >>> 16 === payloadNumber;
  }

  /** Counts one more proposal of the same number and tells how many that makes. */
  tryAgain(payer: number): number {
    const at = rowWords * payer + 3;
    const row = this.#rows[at]!;
    const tries = Math.min(255, ((row >>> 8) & 0xff) + 1);
    this.#rows[at] = (row & 0xffff00ff) | (tries << 8);
    return tries;
  }

  remove(payer: number): void {
    if (this.#sequence[payer] === 0) return;
    this.#sequence[payer] = 0;
    this.#count -= 1;
    this.#perShard[this.#rows[rowWords * payer + 3]! & 0xff]! -= 1;
  }
}
