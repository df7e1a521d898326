/** Whoever holds a place. */
export interface Holder {
  /** Ends it, and with it its place. */
  giveUp(): void;
}

interface PlacesParts<Held> {
  readonly max: number;
  /** Nobody is a stranger before it had so long to come in, ms. */
  readonly graceMs: number;
  /** Whoever has not come in. Nobody becomes a stranger again. */
  readonly isStranger: (holder: Held) => boolean;
  readonly nowMs: () => number;
}

/** The places of one audience. When all are taken the oldest stranger's is given up; people who have come in keep theirs. */
export class Places<Held extends Holder> {
  readonly #parts: PlacesParts<Held>;
  readonly #held = new Set<Held>();
  /** With when they came, in that order; those who have come in since are taken out when they are met. */
  readonly #strangers = new Map<Held, number>();

  constructor(parts: PlacesParts<Held>) {
    this.#parts = parts;
  }

  /** Those who have not come in, the oldest first. */
  get strangers(): readonly Held[] {
    return [...this.#strangers.keys()].filter((holder) => this.#parts.isStranger(holder));
  }

  /** `displaces`: which strangers give way to it. False where every place is taken by somebody with as much right to it. */
  take(holder: Held, displaces: (stranger: Held) => boolean = () => true): boolean {
    const isFull = this.#held.size >= this.#parts.max;
    if (isFull && !this.#giveUpOne(displaces)) return false;
    this.#held.add(holder);
    this.#strangers.set(holder, this.#parts.nowMs());
    return true;
  }

  release(holder: Held): void {
    this.#held.delete(holder);
    this.#strangers.delete(holder);
  }

  giveUp(holder: Held): void {
    this.release(holder);
    holder.giveUp();
  }

  #giveUpOne(displaces: (stranger: Held) => boolean): boolean {
    const cameBeforeMs = this.#parts.nowMs() - this.#parts.graceMs;
    for (const [holder, sinceMs] of this.#strangers) {
      if (sinceMs > cameBeforeMs) return false;
      if (!this.#parts.isStranger(holder)) this.#strangers.delete(holder);
      else if (displaces(holder)) {
        this.giveUp(holder);
        return true;
      }
    }
    return false;
  }
}
