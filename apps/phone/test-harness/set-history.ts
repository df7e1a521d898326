import type { HistoryPort } from "../src/model/navigation/pages.ts";

/** A browser's history in memory: going back is told at once. States are copied, as a browser copies them. */
export class SetHistory implements HistoryPort {
  readonly #entries: string[] = ["null"];
  #at = 0;
  #isSlow = false;
  /** Entries to which it is on its way, one after the other. */
  readonly #way: { readonly to: number; readonly dropped?: () => void }[] = [];
  readonly #listeners: ((state: unknown) => void)[] = [];
  /** Entries have names, as in newer browsers: whoever goes to one goes no further, whatever is under way. */
  hasNames = false;

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
    if (!isSlow) for (const { to } of this.#way.splice(0)) this.#goTo(to);
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
    // Added up with those that are under way.
    this.#goTo((this.#way[this.#way.length - 1]?.to ?? this.#at) + steps);
  }
  goBack(steps: number, further: number, dropped: () => void): void {
    if (this.hasNames) this.#goTo(this.#at - steps, dropped);
    else this.go(-further);
  }
  /** The person's own Back, in the place of what is under way; `isToldFirst`: of what is given up it tells before it has gone. */
  goBackInstead(isToldFirst: boolean): void {
    const given = this.#way.splice(0);
    const to = this.#at - 1;
    const tell = (): void => {
      for (const { dropped } of given) dropped?.();
    };
    if (isToldFirst) tell();
    this.#arrive(to);
    if (!isToldFirst) tell();
  }
  #goTo(to: number, dropped?: () => void): void {
    if (this.isSlow) this.#way.push({ to, ...(dropped === undefined ? {} : { dropped }) });
    else this.#arrive(to);
  }
  #arrive(to: number): void {
    const entry = this.#entries[to];
    if (entry === undefined || to === this.#at) return;
    this.#at = to;
    for (const listener of this.#listeners) listener(JSON.parse(entry));
  }
  onPop(listener: (state: unknown) => void): void {
    this.#listeners.push(listener);
  }
}
