import type { LoopClock } from "../edge/turns.ts";

/** A clock that the test holds: what is done spends its time, and what is planned comes when it has passed. */
export class SpentClock implements LoopClock {
  #nowMs = 0;
  #planned: { readonly atMs: number; readonly run: () => void }[] = [];
  #deferred: (() => void)[] = [];

  readonly nowMs = (): number => this.#nowMs;

  readonly after = (ms: number, run: () => void): void => {
    this.#planned.push({ atMs: this.#nowMs + ms, run });
  };

  readonly defer = (run: () => void): void => {
    this.#deferred.push(run);
  };

  /** Something takes so long. */
  spend(ms: number): void {
    this.#nowMs += ms;
  }

  /** One turn of the loop, which takes no time of its own. False where nothing was to be done in it. */
  turn(): boolean {
    const now = this.#deferred;
    this.#deferred = [];
    for (const run of now) run();
    return now.length > 0;
  }

  pass(ms: number): void {
    const untilMs = this.#nowMs + ms;
    while (this.#nowMs < untilMs) {
      this.#nowMs += 1;
      const due = this.#planned.filter(({ atMs }) => atMs <= this.#nowMs);
      this.#planned = this.#planned.filter(({ atMs }) => atMs > this.#nowMs);
      for (const { run } of due) run();
      while (this.turn());
    }
  }
}
