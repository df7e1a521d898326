import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync } from "node:fs";
import type { CrowdState, CrowdWish } from "@cablecut/protocol";
import { openProcessLog } from "./process-log.ts";
import { spawned } from "./spawned.ts";

/** The crowd's own bound; one that has run so long is started again. */
const secondsMax = 3_600;
/** From SIGTERM to SIGKILL, ms. */
const stopTimeoutMs = 2_000;

interface CrowdParts {
  /** The bundle. */
  readonly script: string;
  readonly logPath: string;
  readonly changed: (state: CrowdState) => void;
}

/**
 * Synthetic attendees that a console asked for: at most one crowd, bounded by the protocol, ended with the show. The same
 * people come again when it is changed, so that trying numbers opens no further accounts.
 */
export class CrowdProcess {
  readonly #parts: CrowdParts;
  readonly #seed = randomBytes(16).toString("hex");
  #state: CrowdState = { kind: "none" };
  #child: ChildProcess | null = null;
  /** Counts wishes. */
  #turn = 0;
  /** Resolves when those that were told to end have ended; null where none was. */
  #leaving: Promise<void> | null = null;
  #over = false;

  constructor(parts: CrowdParts) {
    this.#parts = parts;
  }

  get state(): CrowdState {
    return this.#state;
  }

  /**
   * In place of the one that runs, once that has ended: the same people at two places would pay under the same numbers. Of what is
   * wished meanwhile the last is begun, and none any more once the show is being stopped. `url`: where the attendees come in.
   */
  run(wish: CrowdWish, url: string): void {
    if (this.#over) return;
    const turn = ++this.#turn;
    const leaving = this.#end();
    if (wish.people === 0) return this.#become({ kind: "none" });
    if (leaving === null) return this.#start(wish, url);
    void leaving.then(() => {
      if (turn === this.#turn) this.#start(wish, url);
    });
  }

  #start({ people, rate }: CrowdWish, url: string): void {
    const { script, logPath } = this.#parts;
    const log = openProcessLog(logPath);
    const words = { url, people, rate, seconds: secondsMax, seed: this.#seed };
    const args = Object.entries(words).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const child = spawned([script, ...args], log);
    if (log !== null) closeSync(log);
    if (child instanceof Error) return this.#become({ kind: "failed", people, rate });
    this.#child = child;
    const ended = (isOver: boolean): void => {
      if (this.#child !== child) return;
      this.#child = null;
      if (isOver) this.run({ people, rate }, url);
      else this.#become({ kind: "failed", people, rate });
    };
    child.on("exit", (code) => ended(code === 0));
    child.on("error", () => ended(false));
    this.#become({ kind: "running", people, rate });
  }

  /** With the show: consoles may still want one, and it would pay in the next show. Resolves when nobody of it is there any more. */
  async stop(): Promise<void> {
    this.#over = true;
    this.#turn += 1;
    this.#state = { kind: "none" };
    await this.#end();
  }

  /** Ends the one that runs. Resolves when nobody of before is there any more; null where nobody is. */
  #end(): Promise<void> | null {
    const child = this.#child;
    if (child === null) return this.#leaving;
    this.#child = null;
    const leaving = Promise.all([this.#leaving, endOf(child)]).then(() => {
      if (this.#leaving === leaving) this.#leaving = null;
    });
    this.#leaving = leaving;
    return leaving;
  }

  #become(state: CrowdState): void {
    this.#state = state;
    this.#parts.changed(state);
  }
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((ended) => {
    const killing = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
    const end = (): void => {
      clearTimeout(killing);
      ended();
    };
    child.once("exit", end);
    // It was never there.
    child.once("error", end);
    child.kill("SIGTERM");
  });
}
