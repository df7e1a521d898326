/** Those among whom somebody is drawn: to come, to go and to be drawn cost the same however many there are. */
export class Lot<One> {
  readonly #all: One[] = [];
  /** Where each stands in it; whoever came first is the first. */
  readonly #places = new Map<One, number>();

  get size(): number {
    return this.#all.length;
  }

  /** Who came first of those who are here. */
  get first(): One | null {
    for (const one of this.#places.keys()) return one;
    return null;
  }

  add(one: One): void {
    if (this.#places.has(one)) return;
    this.#places.set(one, this.#all.length);
    this.#all.push(one);
  }

  delete(one: One): void {
    const place = this.#places.get(one);
    if (place === undefined) return;
    this.#places.delete(one);
    const last = this.#all.pop();
    if (last === undefined || last === one) return;
    this.#all[place] = last;
    this.#places.set(last, place);
  }

  /** All are equally likely; `random`: at least 0, below 1. Null where nobody is here. */
  draw(random: number): One | null {
    return this.#all[Math.floor(random * this.#all.length)] ?? null;
  }
}
