import type { HistoryPort } from "../src/model/navigation/pages.ts";

/** A browser's history in memory: going back is told at once. States are copied, as a browser copies them. */
export class SetHistory implements HistoryPort {
  readonly #entries: string[] = ["null"];
  #at = 0;
  readonly #listeners: ((state: unknown) => void)[] = [];

  get length(): number {
    return this.#at + 1;
  }

  pushState(state: unknown): void {
    this.#entries.length = this.#at + 1;
    this.#entries.push(JSON.stringify(state));
    this.#at += 1;
  }
  replaceState(state: unknown): void {
    this.#entries[this.#at] = JSON.stringify(state);
  }
  go(steps: number): void {
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
