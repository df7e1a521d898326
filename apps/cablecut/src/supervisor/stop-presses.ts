/**
 * npm hands on the Ctrl-C that the terminal has sent to this process already: such a second signal is the same press. On a machine
 * so busy that npm is late, this process has its turns late as well: they are counted, not the time.
 */
const turnsOfPress = 20;
const turnMs = 25;

type Later = (act: () => void, ms: number) => void;
const laterByNode: Later = (act, ms) => void setTimeout(act, ms).unref();

/** What somebody who wants a run to end asks for: the first press stops it, a later one ends everything at once. */
export class StopPresses {
  readonly #later: Later;
  #state: "none" | "just-pressed" | "over" = "none";

  constructor(later: Later = laterByNode) {
    this.#later = later;
  }

  /** Whether the run is to end, whoever wanted that. */
  get isStopping(): boolean {
    return this.#state !== "none";
  }

  /** The run ends by itself: from here on one press is enough. */
  endsByItself(): void {
    if (this.#state === "none") this.#state = "over";
  }

  pressed(): "stop" | "end-at-once" | "same-press" {
    if (this.#state !== "none") return this.#state === "over" ? "end-at-once" : "same-press";
    this.#state = "just-pressed";
    this.#wait(turnsOfPress);
    return "stop";
  }

  #wait(turns: number): void {
    if (turns === 0) this.#state = "over";
    else this.#later(() => this.#wait(turns - 1), turnMs);
  }
}
