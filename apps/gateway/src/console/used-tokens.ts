/** Tokens that are over before they expire. Known to this process only. */
export class UsedTokens {
  readonly #max: number;
  readonly #wallMs: () => number;
  /** By id, until when they would have lasted. */
  readonly #used = new Map<string, number>();

  constructor(max: number, wallMs: () => number) {
    this.#max = max;
    this.#wallMs = wallMs;
  }

  has(id: string): boolean {
    return this.#used.has(id);
  }

  /** False where so many are remembered that one more cannot be. */
  add({ id, expiresAtMs }: { readonly id: string; readonly expiresAtMs: number }): boolean {
    for (const [each, untilMs] of this.#used) {
      if (this.#wallMs() >= untilMs) this.#used.delete(each);
    }
    if (this.#used.size >= this.#max) return false;
    this.#used.set(id, expiresAtMs);
    return true;
  }
}
