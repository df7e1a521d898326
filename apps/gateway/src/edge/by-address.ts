import type { Socket } from "node:net";
import { addressKey } from "./address.ts";

export type Way = Pick<Socket, "remoteAddress" | "destroyed" | "destroy">;

/** Connections in the order in which they came, and whose there are more than `crowdMin` of. */
export class ByAddress {
  readonly #crowdMin: number;
  readonly #from = new Map<Way, string>();
  readonly #of = new Map<string, Set<Way>>();
  /** Those of whom there are more than that. */
  readonly #crowds = new Set<string>();

  constructor(crowdMin: number) {
    this.#crowdMin = crowdMin;
  }

  get count(): number {
    return this.#from.size;
  }

  /** The one that came before all others. */
  get first(): Way | undefined {
    const [first] = this.#from.keys();
    return first;
  }

  add(way: Way): void {
    this.delete(way);
    const from = addressKey(way.remoteAddress);
    this.#from.set(way, from);
    const same = this.#of.get(from) ?? new Set<Way>();
    this.#of.set(from, same.add(way));
    if (same.size > this.#crowdMin) this.#crowds.add(from);
  }

  delete(way: Way): void {
    const from = this.#from.get(way);
    if (from === undefined) return;
    this.#from.delete(way);
    const same = this.#of.get(from);
    same?.delete(way);
    if (same === undefined || same.size <= this.#crowdMin) this.#crowds.delete(from);
    if (same?.size === 0) this.#of.delete(from);
  }

  /** The first of the largest crowd, if there is one that is larger than all there are of `from`. */
  firstOfLargestCrowdBut(from: string | null): Way | undefined {
    const own = from === null ? undefined : this.#of.get(from);
    let largest: ReadonlySet<Way> = own ?? new Set();
    for (const crowd of this.#crowds) {
      const those = this.#of.get(crowd);
      if (those !== undefined && those.size > largest.size) largest = those;
    }
    if (largest === own) return undefined;
    const [first] = largest;
    return first;
  }
}
