import type { CableId, CutUnderWay } from "@cablecut/protocol";

/**
 * Cuts that consoles have ordered and that the fabric has not ended yet: it takes one cable after the other, and each of
 * them is as good as cut. Those of the other gateways' consoles are known by their words (C14).
 */
export class CutsUnderWay {
  readonly #here = new Set<Set<CableId>>();
  #elsewhere: readonly CutUnderWay[] = [];

  /** Ordered here; to be called when the fabric has ended it, or could not be reached. */
  begun(cables: readonly CableId[]): () => void {
    const cut = new Set(cables);
    this.#here.add(cut);
    return () => void this.#here.delete(cut);
  }

  /** Somebody wants these to carry: the fabric takes them no more, and goes on to the end of its cut all the same. */
  restored(cables: readonly CableId[]): void {
    for (const cut of this.#here) for (const cable of cables) cut.delete(cable);
  }

  /** What the other gateways say of their consoles now. */
  othersTell(cuts: readonly CutUnderWay[]): void {
    this.#elsewhere = cuts.filter(({ cables }) => cables.length > 0);
  }

  /** Cables of the cuts that were ordered here. */
  get own(): readonly CableId[] {
    return [...new Set([...this.#here].flatMap((cut) => [...cut]))];
  }

  get now(): readonly CutUnderWay[] {
    const { own } = this;
    return own.length === 0 ? this.#elsewhere : [{ at: null, cables: own }, ...this.#elsewhere];
  }

  includes(cable: CableId): boolean {
    return this.now.some(({ cables }) => cables.includes(cable));
  }
}
