/**
 * What everybody is told who comes, looked up once for all who come within a moment: thousands may, and nobody may make others wait by
 * coming again and again. Nobody is told of an earlier moment than all were told last: of what has changed until then there is
 * no further word.
 */
export class Recent<Told> {
  readonly #look: () => Told;
  readonly #nowMs: () => number;
  readonly #forMs: number;
  #last: { readonly told: Told; readonly atMs: number } | null = null;

  constructor(look: () => Told, nowMs: () => number, forMs: number) {
    this.#look = look;
    this.#nowMs = nowMs;
    this.#forMs = forMs;
  }

  /** As of now, to be told to all. */
  now(): Told {
    const told = this.#look();
    this.#last = { told, atMs: this.#nowMs() };
    return told;
  }

  /** As of a moment ago at most. */
  recent(): Told {
    const last = this.#last;
    return last !== null && this.#nowMs() - last.atMs < this.#forMs ? last.told : this.now();
  }

  /** All were told something that is not in it, and will not be told it again. */
  forget(): void {
    this.#last = null;
  }
}
