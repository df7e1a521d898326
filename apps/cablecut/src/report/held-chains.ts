const chunkEntries = 65_536;

const nothing = new BigUint64Array(chunkEntries);

/**
 * A chain prefix for each entry that an archive knows of; 0 stands for one that it does not: a chain hash that begins with 64
 * zero bits is not to be expected. Memory is taken for what is held alone, however many entries there were before it.
 */
export class HeldChains {
  readonly #chunks = new Map<number, BigUint64Array<ArrayBuffer>>();

  at(entry: number): bigint {
    return this.chunk(chunkOf(entry))[entry % chunkEntries] ?? 0n;
  }

  set(entry: number, prefix: bigint): void {
    const number = chunkOf(entry);
    const chunk = this.#chunks.get(number) ?? new BigUint64Array(chunkEntries);
    this.#chunks.set(number, chunk);
    chunk[entry % chunkEntries] = prefix;
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

function chunkOf(entry: number): number {
  return Math.floor(entry / chunkEntries);
}
