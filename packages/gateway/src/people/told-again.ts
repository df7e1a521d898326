import { cameMax, type Came } from "@cablecut/protocol";

/** Each word tells those of its own turn, of the one before and of this many turns before: some may be lost on their way. */
const againAfter = [1, 12] as const;
const batchMax = Math.floor(cameMax / (1 + againAfter.length));

/** Phones that came in lately, as other gateways are told of them. */
export class CameIn {
  #waiting: Came[] = [];
  /** Newest first. */
  readonly #batches: (readonly Came[])[] = [];

  add(came: Came): void {
    this.#waiting.push(came);
  }

  /** For the next word; what is too much for it waits for the one after. */
  take(): readonly Came[] {
    const batch = this.#waiting.splice(0, batchMax);
    this.#batches.unshift(batch);
    const told = [...batch, ...againAfter.flatMap((turns) => this.#batches[turns] ?? [])];
    if (this.#batches.length > Math.max(...againAfter)) this.#batches.pop();
    return told;
  }
}
