/** Turns after the first at which an item is told once more: some words may be lost on their way. */
const againAfter = [1, 12] as const;

/**
 * Items that each word to the other gateways tells in its turn, and some turns later again; a word has so many at most. Of those
 * with one key that wait for their turn the last one counts, in the turn of the first: whoever comes in over and over makes
 * nobody wait.
 */
export class ToldAgain<Item> {
  readonly #batchMax: number;
  readonly #keyOf: (item: Item) => unknown;
  readonly #waiting = new Map<unknown, Item>();
  /** Newest first. */
  readonly #batches: (readonly Item[])[] = [];

  constructor(most: number, keyOf: (item: Item) => unknown) {
    this.#keyOf = keyOf;
    this.#batchMax = Math.floor(most / (1 + againAfter.length));
  }

  add(item: Item): void {
    this.#waiting.set(this.#keyOf(item), item);
  }

  /** For the next word; what is too much for it waits for the one after. */
  take(): readonly Item[] {
    const batch: Item[] = [];
    for (const [key, item] of this.#waiting) {
      if (batch.length >= this.#batchMax) break;
      batch.push(item);
      this.#waiting.delete(key);
    }
    this.#batches.unshift(batch);
    const told = [...batch, ...againAfter.flatMap((turns) => this.#batches[turns] ?? [])];
    if (this.#batches.length > Math.max(...againAfter)) this.#batches.pop();
    return told;
  }
}
