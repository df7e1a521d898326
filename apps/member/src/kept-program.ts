import type { ChildProcess } from "node:child_process";

/** A program that was told to stop ends within this time, whatever hangs. */
const stopMs = 1_500;

/** The program that this process keeps: one after the other, between two of them none. */
export class KeptProgram {
  readonly #stopped: () => void;
  #stopping = false;
  #program: ChildProcess | null = null;
  #starts = 0;

  /** `stopped`: after a stop nothing runs any more. */
  constructor(stopped: () => void) {
    this.#stopped = stopped;
  }

  get isRunning(): boolean {
    return this.#program !== null;
  }

  /** Programs that were kept so far. */
  get starts(): number {
    return this.#starts;
  }

  /** `ended`: by itself, with its code or signal. */
  keep(program: ChildProcess, ended: (how: string | number) => void): void {
    this.#program = program;
    this.#starts += 1;
    program.once("exit", (code, signal) => {
      // Between two programs there is none that a stop would have to wait for.
      this.#program = null;
      if (this.#stopping) this.#stopped();
      else ended(signal ?? code ?? "?");
    });
  }

  stop(signal: "SIGTERM" | "SIGKILL"): void {
    this.#stopping = true;
    if (this.#program === null) return this.#stopped();
    this.#program.kill(signal);
    setTimeout(() => this.#program?.kill("SIGKILL"), stopMs).unref();
  }
}
