/** npm hands on the Ctrl-C that the terminal has sent to this process already: such a second signal is the same press. */
const samePressMs = 500;

/** What somebody who wants a run to end asks for: the first press stops it, a later one ends everything at once. */
export class StopPresses {
  #firstMs: number | null = null;

  /** Whether the run is to end, whoever wanted that. */
  get isStopping(): boolean {
    return this.#firstMs !== null;
  }

  /** The run ends by itself: from here on one press is enough. */
  endsByItself(): void {
    this.#firstMs ??= Number.NEGATIVE_INFINITY;
  }

  pressed(nowMs: number): "stop" | "end-at-once" | "same-press" {
    if (this.#firstMs === null) {
      this.#firstMs = nowMs;
      return "stop";
    }
    return nowMs - this.#firstMs > samePressMs ? "end-at-once" : "same-press";
  }
}
