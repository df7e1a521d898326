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
  /** Settles when all that were told to end have. */
  #left: Promise<unknown> = Promise.resolve();
  #over = false;

  constructor(parts: CrowdParts) {
    this.#parts = parts;
  }

  get state(): CrowdState {
    return this.#state;
  }

  /** In place of the one that runs; none any more once the show is being stopped. `url`: where the attendees come in. */
  run({ people, rate }: CrowdWish, url: string): void {
    if (this.#over) return;
    this.#end();
    if (people === 0) return this.#become({ kind: "none" });
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
    this.#state = { kind: "none" };
    this.#end();
    await this.#left;
  }

  #end(): void {
    const child = this.#child;
    this.#child = null;
    if (child === null) return;
    const left = new Promise<void>((ended) => {
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
    this.#left = Promise.all([this.#left, left]);
  }

  #become(state: CrowdState): void {
    this.#state = state;
    this.#parts.changed(state);
  }
}
