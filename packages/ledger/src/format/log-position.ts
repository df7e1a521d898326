/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: a chain hash has 32 bytes. */
/**
 * Where in the log the ledger stands: the index and the chain hash
 *
 *   chain(0) = SHA-256 of the genesis,  chain(i) = SHA-256(chain(i-1) ‖ i ‖ payload(i)).
 *
 * The parts that every receipt repeats are kept as words. Indexes stay below 2^44, what receipts have room for: at
 * 100,000 entries a second for more than five years.
 */
export const logIndexMax = 2 ** 44 - 1;

export class LogPosition {
  index = 0;
  lower = 0;
  upper = 0;
  /** 32 bytes, this object's own: hashes are copied in, whoever made them may reuse theirs. */
  readonly chain = new Uint8Array(32);
  chain0 = 0;
  chain1 = 0;

  constructor(genesisChain: Uint8Array) {
    this.moveTo(0, genesisChain);
  }

  moveTo(index: number, chain: Uint8Array): void {
    if (index > logIndexMax) throw new RangeError(`log index ${index} is beyond ${logIndexMax}`);
    this.index = index;
    this.lower = index >>> 0;
    this.upper = Math.floor(index / 0x1_0000_0000);
    this.chain.set(chain);
    this.chain0 = wordAt(chain, 0);
    this.chain1 = wordAt(chain, 4);
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  const value =
    bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  return value >>> 0;
}
