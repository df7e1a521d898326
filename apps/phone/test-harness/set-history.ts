import type { HistoryPort } from "../src/model/navigation/pages.ts";

/** A browser's history in memory: going back is told at once. States are copied, as a browser copies them. */
export class SetHistory implements HistoryPort {
  readonly #entries: string[] = ["null"];
  #at = 0;
  #isSlow = false;
  #steps = 0;
  readonly #listeners: ((state: unknown) => void)[] = [];

  get length(): number {
    return this.#at + 1;
  }

  get state(): unknown {
    return JSON.parse(this.#entries[this.#at] ?? "null");
  }

  /** Going takes until this is false again. */
  get isSlow(): boolean {
    return this.#isSlow;
  }
  set isSlow(isSlow: boolean) {
    this.#isSlow = isSlow;
    const steps = this.#steps;
    this.#steps = 0;
    if (!isSlow && steps !== 0) this.go(steps);
  }

  pushState(state: unknown): void {
    this.#entries.length = this.#at + 1;
    this.#entries.push(JSON.stringify(state));
    this.#at += 1;
  }
  replaceState(state: unknown): void {
    this.#entries[this.#at] = JSON.stringify(state);
  }
  /** The same tab after a reload: whoever listened is gone. */
  asLoadedAgain(): this {
    this.#listeners.length = 0;
    return this;
  }
  go(steps: number): void {
    if (this.isSlow) {
      this.#steps += steps;
      return;
    }
    const to = this.#at + steps;
    const entry = this.#entries[to];
    if (entry === undefined) return;
    this.#at = to;
    for (const listener of this.#listeners) listener(JSON.parse(entry));
  }
  onPop(listener: (state: unknown) => void): void {
    this.#listeners.push(listener);
  }
}
