import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

const readyTimeoutMs = 60_000;
const stopTimeoutMs = 5_000;
const lastWordsCharactersMax = 2_000;

/** Whatever still runs when this process ends is killed: a stopped process would never notice. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** One process of ours that is started, killed, stopped and continued at will. */
export class ProcessUnderTest {
  readonly name: string;
  #script: string;
  readonly #configPath: string;
  readonly #logPath: string;
  readonly #nodeArguments: readonly string[];
  #child: ChildProcess | null = null;
  #paused = false;
  /** An end that nobody asked for: the process crashed. */
  onCrash: (what: string) => void = () => undefined;
  onReady: () => void = () => undefined;

  /** `logPath` gets everything that the process prints, over all its lives. */
  constructor(parts: {
    name: string;
    script: string;
    configPath: string;
    logPath: string;
    /** For Node itself, for instance to have the process profiled. */
    nodeArguments?: readonly string[];
  }) {
    this.name = parts.name;
    this.#script = parts.script;
    this.#configPath = parts.configPath;
    this.#logPath = parts.logPath;
    this.#nodeArguments = parts.nodeArguments ?? [];
  }

  /** Another build of the program, from the next start on. */
  runs(script: string): void {
    this.#script = script;
  }

  /** Null while it does not run. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  get isRunning(): boolean {
    return this.#child !== null;
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  /** Resolves when it says that it is ready; rejects with its last words if it ends before. */
  async start(): Promise<void> {
    if (this.#child !== null) return;
    const log = openSync(this.#logPath, "a");
    const child = spawn(
      process.execPath,
      [...this.#nodeArguments, this.#script, "--config", this.#configPath],
      { stdio: ["ignore", log, log, "ipc"] },
    );
    closeSync(log);
    this.#child = child;
    this.#paused = false;
    running.add(child);
    let wasReady = false;
    child.once("exit", (code, signal) => {
      running.delete(child);
      if (this.#child !== child) return;
      this.#child = null;
      if (wasReady) this.onCrash(`${this.name} ended by itself (${signal ?? code})`);
    });
    const ready = await new Promise<boolean>((done) => {
      const timer = setTimeout(() => done(false), readyTimeoutMs);
      const settle = (isReady: boolean): void => {
        clearTimeout(timer);
        done(isReady);
      };
      child.once("message", () => settle(true));
      child.once("exit", () => settle(false));
    });
    // Killed while it was starting: that was asked for.
    if (this.#child !== child && !ready) return;
    if (!ready) {
      child.kill("SIGKILL");
      throw new Error(`${this.name} did not become ready. It said:\n${this.lastWords()}`);
    }
    wasReady = true;
    this.onReady();
  }

  /** kill -9; resolves when it is gone. */
  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  /** SIGTERM, and SIGKILL if that does not help in time. */
  terminate(): Promise<void> {
    return this.#end("SIGTERM");
  }

  pause(): void {
    if (this.#child === null) return;
    this.#child.kill("SIGSTOP");
    this.#paused = true;
  }

  resume(): void {
    this.#child?.kill("SIGCONT");
    this.#paused = false;
  }

  lastWords(): string {
    return this.allWords().slice(-lastWordsCharactersMax);
  }

  /** Everything it has printed so far, over all its lives. */
  allWords(): string {
    try {
      return readFileSync(this.#logPath, "utf8");
    } catch {
      return "";
    }
  }

  async #end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    const gone = new Promise<void>((done) => child.once("exit", () => done()));
    child.kill(signal);
    if (this.#paused) child.kill("SIGCONT");
    this.#paused = false;
    const timer = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
    await gone;
    clearTimeout(timer);
  }
}
