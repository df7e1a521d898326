const chunkEntries = 65_536;

const nothing = new BigUint64Array(chunkEntries);
const prefixBytes = 8;

/**
 * A chain prefix for each entry that an archive knows of; 0 stands for one that it does not: a chain hash that begins with 64
 * zero bits is not to be expected. Memory is taken for what is held alone, however many entries there were before it.
 */
export class HeldChains {
  readonly #chunks = new Map<number, BigUint64Array<ArrayBuffer>>();
  /** That was written last: entries come in their order. */
  #last: { readonly number: number; readonly bytes: Uint8Array } | null = null;

  at(entry: number): bigint {
    return this.chunk(chunkOf(entry))[entry % chunkEntries] ?? 0n;
  }

  /** `chain`: the hash, of which the first bytes are kept. */
  set(entry: number, chain: Uint8Array): void {
    const number = chunkOf(entry);
    let bytes = this.#last?.number === number ? this.#last.bytes : null;
    if (bytes === null) {
      const chunk = this.#chunks.get(number) ?? new BigUint64Array(chunkEntries);
      this.#chunks.set(number, chunk);
      bytes = new Uint8Array(chunk.buffer);
      this.#last = { number, bytes };
    }
    const from = (entry % chunkEntries) * prefixBytes;
    for (let at = 0; at < prefixBytes; at += 1) bytes[from + at] = chain[at] ?? 0;
  }

  has(entry: number, chain: Uint8Array): boolean {
    const known = this.at(entry);
    return known !== 0n && known === prefixOf(chain);
  }

  /** Of so many entries each, from `number` times as many on. */
  chunk(number: number): BigUint64Array {
    return this.#chunks.get(number) ?? nothing;
  }

  get chunks(): Iterable<number> {
    return this.#chunks.keys();
  }
}

/** Of all of them together, ascending: the chunks that any of them has. */
export function chunksOf(all: readonly HeldChains[]): readonly number[] {
  return [...new Set(all.flatMap(({ chunks }) => [...chunks]))].toSorted((a, b) => a - b);
}

export function entriesIn(chunk: number): { readonly from: number; readonly to: number } {
  return { from: chunk * chunkEntries, to: (chunk + 1) * chunkEntries - 1 };
}

/** As it stands in a chunk, whichever way this machine turns its bytes. */
const one = new BigUint64Array(1);
const bytesOfOne = new Uint8Array(one.buffer);
function prefixOf(chain: Uint8Array): bigint {
  for (let at = 0; at < prefixBytes; at += 1) bytesOfOne[at] = chain[at] ?? 0;
  return one[0] ?? 0n;
}

function chunkOf(entry: number): number {
  return Math.floor(entry / chunkEntries);
}
