import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What the supervisor writes down of a running show. */
interface RunningShow {
  readonly gateway: string;
  readonly processes: Readonly<Record<string, number>>;
}

function terminate(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch {
    // It has ended in the meantime, and is being started again anyway.
  }
}

const replacementTimeoutMs = 15_000;

/** The show behind the pages: the supervisor of `npm start`, with the programs that are built here. */
export class Show {
  readonly #program: string;
  readonly #flags: readonly string[];
  readonly #runningFile: string;
  #child: ChildProcess | null = null;
  #stopping = false;
  /** It has ended by itself, with this exit code. */
  onEnd: (code: number) => void = () => undefined;

  constructor(parts: { program: string; flags: readonly string[]; dataDirectory: string }) {
    this.#program = parts.program;
    this.#flags = ["demo", "--data", parts.dataDirectory, ...parts.flags];
    this.#runningFile = join(parts.dataDirectory, "running.json");
  }

  /** Resolves with what it says of itself once it is ready; with null if it ended before. */
  start(): Promise<object | null> {
    const child = spawn(process.execPath, [this.#program, ...this.#flags], {
      // It ends with its channel. Its own process group: Ctrl-C reaches it through us, and once.
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      detached: true,
    });
    this.#child = child;
    return new Promise((resolve) => {
      child.on("message", (message) => resolve(message as object));
      child.on("exit", (code) => {
        resolve(null);
        if (this.#child !== child) return;
        this.#child = null;
        if (!this.#stopping) this.onEnd(code ?? 1);
      });
    });
  }

  /** Told twice, it ends everything at once. */
  stop(): Promise<void> {
    const child = this.#child;
    if (child === null) return Promise.resolve();
    this.#stopping = true;
    child.kill("SIGTERM");
    return new Promise((resolve) => child.once("exit", () => resolve()));
  }

  /** The supervisor itself has changed. */
  async startAgain(): Promise<void> {
    await this.stop();
    this.#stopping = false;
    await this.start();
  }

  /** Where the gateway listens; null while no show runs. */
  gateway(): URL | null {
    const running = this.#running();
    return running === null ? null : new URL(running.gateway);
  }

  /**
   * Ends the processes of an app, one after the other: the supervisor starts each of them again, with the program that
   * is there now.
   */
  async replace(app: string): Promise<void> {
    const names = Object.keys(this.#running()?.processes ?? {});
    for (const name of names.filter((each) => each === app || each.startsWith(`${app} `))) {
      const pid = this.#running()?.processes[name];
      if (pid === undefined || this.#stopping) continue;
      terminate(pid);
      const deadlineMs = performance.now() + replacementTimeoutMs;
      while (performance.now() < deadlineMs && this.#running()?.processes[name] === pid) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  #running(): RunningShow | null {
    if (!existsSync(this.#runningFile)) return null;
    return JSON.parse(readFileSync(this.#runningFile, "utf8")) as RunningShow;
  }
}
