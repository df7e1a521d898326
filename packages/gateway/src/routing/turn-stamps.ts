/**
 * Orders turns of several gateways: a new one is later than every one that was heard of before it, and than every one in the
 * log as far as that is known (a Lamport clock).
 */
export class TurnStamps {
  #last = 0;

  next(): number {
    this.#last += 1;
    return this.#last;
  }

  heard(stamp: number): void {
    this.#last = Math.max(this.#last, stamp);
  }
}
