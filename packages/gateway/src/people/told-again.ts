/** Turns after the first at which an item is told once more: some words may be lost on their way. */
const againAfter = [1, 12] as const;

/** Items that each word to the other gateways tells in its turn, and some turns later again; a word has so many at most. */
export class ToldAgain<Item> {
  readonly #batchMax: number;
  readonly #waiting: Item[] = [];
  /** Newest first. */
  readonly #batches: (readonly Item[])[] = [];

  constructor(most: number) {
    this.#batchMax = Math.floor(most / (1 + againAfter.length));
  }

  add(item: Item): void {
    this.#waiting.push(item);
  }

  /** For the next word; what is too much for it waits for the one after. */
  take(): readonly Item[] {
    const batch = this.#waiting.splice(0, this.#batchMax);
    this.#batches.unshift(batch);
    const told = [...batch, ...againAfter.flatMap((turns) => this.#batches[turns] ?? [])];
    if (this.#batches.length > Math.max(...againAfter)) this.#batches.pop();
    return told;
  }
}
