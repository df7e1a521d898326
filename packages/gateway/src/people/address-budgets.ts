import { TokenBucket, type Rate } from "./token-bucket.ts";

/** Addresses remembered; beyond it the one that was heard first is forgotten, and begins afresh. */
const addressesMax = 20_000;

/**
 * One budget per address and one for all together. A hall may sit behind a single address, so an address has what a full
 * hall needs: what one person needs is counted per connection, where it hits nobody else.
 */
export class AddressBudgets {
  readonly #perAddress: Rate;
  readonly #nowMs: () => number;
  readonly #inAll: TokenBucket;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(rates: { readonly perAddress: Rate; readonly inAll: Rate }, nowMs: () => number) {
    this.#perAddress = rates.perAddress;
    this.#nowMs = nowMs;
    this.#inAll = new TokenBucket(rates.inAll, nowMs);
  }

  /** False where either has too little left: then none is charged, also not who is refused because of all the others. */
  take(address: string, cost = 1): boolean {
    const own = this.#of(address);
    return own.has(cost) && this.#inAll.take(cost) && own.take(cost);
  }

  giveBack(address: string): void {
    this.#buckets.get(address)?.giveBack();
    this.#inAll.giveBack();
  }

  #of(address: string): TokenBucket {
    const known = this.#buckets.get(address);
    if (known !== undefined) return known;
    if (this.#buckets.size >= addressesMax) {
      for (const oldest of this.#buckets.keys()) {
        this.#buckets.delete(oldest);
        break;
      }
    }
    const bucket = new TokenBucket(this.#perAddress, this.#nowMs);
    this.#buckets.set(address, bucket);
    return bucket;
  }
}
